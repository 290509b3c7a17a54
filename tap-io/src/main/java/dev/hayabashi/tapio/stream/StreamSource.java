package dev.hayabashi.tapio.stream;

import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.tapio.loop.FrameSource;
import dev.hayabashi.tapio.loop.QuietFd;
import dev.hayabashi.tapio.sys.Errno;
import io.netty.channel.unix.FileDescriptor;

/**
 * Frames of one connection. The buffers are the port's and are used again for its next connection.
 *
 * <p>Read errors: EPIPE when the peer has closed, EPROTO when it sent a length that no frame can have.
 */
public final class StreamSource implements FrameSource {
    private final QuietFd fd;
    private final FrameDecoder decoder;
    private final FrameEncoder encoder;
    private boolean badLength;
    private boolean corked;
    private boolean held;

    private StreamSource(QuietFd fd, FrameDecoder decoder, FrameEncoder encoder) {
        this.fd = fd;
        this.decoder = decoder;
        this.encoder = encoder;
    }

    /** The buffers of a port, with which its connections are read and written one after the other. */
    public static final class Buffers {
        private final DirectMemory.Allocator allocator;
        private final FrameDecoder decoder;

        public Buffers(DirectMemory.Allocator allocator) {
            this.allocator = allocator;
            this.decoder = new FrameDecoder(allocator);
        }

        /** Begins a connection; the one before must be off the loop. */
        public StreamSource open(StreamConnection connection) {
            decoder.reset();
            QuietFd fd = new QuietFd(connection.number());
            return new StreamSource(
                    fd, decoder, new FrameEncoder(allocator, (memory, address, at, bytes) -> fd.write(address, bytes)));
        }
    }

    @Override
    public FileDescriptor descriptor() {
        return fd.descriptor();
    }

    @Override
    public int read() {
        int frame = decoder.next();
        if (frame == 0) {
            int bytes = fd.readStream(decoder.fillAddress(), decoder.fillCapacity());
            if (bytes <= 0) {
                return bytes;
            }
            decoder.filled(bytes);
            frame = decoder.next();
            if (frame == 0) {
                return NOTHING_WHOLE;
            }
        }
        if (frame == FrameDecoder.BAD_LENGTH) {
            badLength = true;
            return -Errno.EPROTO.code();
        }
        return frame;
    }

    @Override
    public boolean isStream() {
        return true;
    }

    @Override
    public boolean holdsFrames() {
        return decoder.holdsMore();
    }

    @Override
    public Frame frame() {
        return decoder.frame();
    }

    @Override
    public int write(Frame outgoing) {
        return held ? -Errno.EAGAIN.code() : encoder.write(outgoing);
    }

    /** See {@link FrameEncoder#cork}. */
    boolean cork() {
        corked = !held && encoder.cork();
        return corked;
    }

    /** See {@link FrameEncoder#uncork}. */
    void uncork() {
        corked = false;
        encoder.uncork();
    }

    @Override
    public boolean holdsUnwritten() {
        return held || (!corked && encoder.holdsUnwritten());
    }

    @Override
    public void writeHeld() {
        // An error here is found out by reading, which is what tells the port.
        if (!held) {
            encoder.flush();
        }
    }

    /**
     * While held it writes nothing and takes no frame, so that another process may go on in the middle of one. Reading is the
     * caller's to stop.
     */
    public void hold(boolean wanted) {
        held = wanted;
    }

    /** What was read and not handed on. */
    public byte[] unread() {
        return decoder.unread();
    }

    /** What was taken and not written. */
    public byte[] unwritten() {
        return encoder.unwritten();
    }

    /**
     * Goes on where another process has stopped, with its {@link #unread} and {@link #unwritten}.
     *
     * @throws IllegalArgumentException when there is more of it than can be
     */
    public void restore(byte[] unread, byte[] unwritten) {
        decoder.restore(unread);
        encoder.restore(unwritten);
    }

    /** True when the peer announced a frame of a length that no frame can have. */
    public boolean hasBadLength() {
        return badLength;
    }

    /** That length. */
    public long badLength() {
        return decoder.badLength();
    }

    @Override
    public long exceptions() {
        return fd.exceptions();
    }
}
