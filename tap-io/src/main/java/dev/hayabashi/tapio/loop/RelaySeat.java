package dev.hayabashi.tapio.loop;

import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.Passage;
import io.netty.channel.IoEventLoop;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What an event loop needs to read ports of bridges that other loops own: its passage through them, and buffers, most of which are at
 * home. Everything but {@link #passage} is for its own thread.
 */
final class RelaySeat {
    /** Frames that owners may have at a time; a port whose frame finds no buffer waits. */
    static final int BUFFERS = 16;

    /** Spins of somebody who waits for a passage to end before the CPU is given away; a write(2) takes less. */
    private static final int SPINS = 1000;

    private final FrameLoop frames;
    private final Passage passage = new Passage(new Pause());
    private final ArrayDeque<LentFrame> free = new ArrayDeque<>(BUFFERS);
    private final ArrayDeque<RelayedFd> starved = new ArrayDeque<>();

    RelaySeat(FrameLoop frames, DirectMemory.Allocator allocator) {
        this.frames = frames;
        for (int i = 0; i < BUFFERS; i++) {
            free.push(new LentFrame(allocator));
        }
    }

    /** The owner waits here, with other owners perhaps; counting wrongly costs nothing. */
    private static final class Pause implements Runnable {
        private int spins;

        // Only after so many spins that the other side must have lost its CPU: then this one is what it waits for.
        @SuppressWarnings("ThreadPriorityCheck")
        @Override
        public void run() {
            if (++spins % SPINS == 0) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
    }

    IoEventLoop loop() {
        return frames.eventLoop();
    }

    /** Frames came; see {@link FrameLoop#busy}. */
    void busy(long nowNanos) {
        frames.busy(nowNanos);
    }

    /** Says whether this loop is on its way through a bridge. */
    Passage passage() {
        return passage;
    }

    /** The buffer for the next read; null when all are lent. It stays free until {@link #lend}. */
    @Nullable LentFrame next() {
        return free.peek();
    }

    /** The buffer that {@link #next} gave is with an owner. */
    void lend() {
        free.pop();
    }

    /** A buffer has come home. */
    void give(LentFrame buffer) {
        free.push(buffer);
        while (!starved.isEmpty()) {
            starved.remove().readSoon();
        }
    }

    /** A descriptor could not be read for want of a buffer. */
    void starved(RelayedFd fd) {
        starved.add(fd);
    }
}
