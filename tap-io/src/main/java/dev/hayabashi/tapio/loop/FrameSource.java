package dev.hayabashi.tapio.loop;

import dev.hayabashi.bridgecore.Frame;
import io.netty.channel.unix.FileDescriptor;

/**
 * How frames are read from and written to one kind of descriptor. Results are byte counts or negative errno values;
 * nothing throws or allocates. Whoever made the descriptor closes it, after it was taken off the loop.
 */
public interface FrameSource {
    /** What {@link #read} returns when bytes came and no frame is whole yet. */
    int NOTHING_WHOLE = Integer.MIN_VALUE;

    /** The descriptor to wait on. */
    FileDescriptor descriptor();

    /**
     * Reads one frame.
     *
     * @return total bytes of the frame, 0 when none waits, {@link #NOTHING_WHOLE}, or a negative errno
     */
    int read();

    /** True when more frames were read already, which epoll does not know of. */
    default boolean holdsFrames() {
        return false;
    }

    /** The frame that the last {@link #read} has filled. */
    Frame frame();

    /**
     * Writes one frame.
     *
     * @return bytes written, or a negative errno
     */
    int write(Frame frame);

    /** True while a part of a frame that {@link #write} took waits to be written. */
    default boolean holdsUnwritten() {
        return false;
    }

    /** Writes more of what waits; called when the descriptor takes bytes again. */
    default void writeHeld() {}

    /** True when read(2) on the descriptor gives a whole frame in a {@link Frame}'s own layout, and no more is needed. */
    default boolean readsFrames() {
        return false;
    }

    /** True when frames are cut out of a stream of bytes, so that one may leave or come in pieces. */
    default boolean isStream() {
        return false;
    }

    /** True when write(2) of a {@link Frame}'s memory to the descriptor sends the frame, and no more is needed. */
    default boolean takesFrames() {
        return readsFrames();
    }

    /** Netty exceptions that this descriptor has cost so far. */
    long exceptions();
}
