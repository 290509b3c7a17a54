package dev.hayabashi.tapio.loop;

import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.Frame;

/** A buffer that a relay loop reads into, with the view of the frame in it. Whoever has it may write to it. */
final class LentFrame {
    private final Frame frame;
    private final long address;

    LentFrame(DirectMemory.Allocator allocator) {
        DirectMemory memory = allocator.allocate(Frame.MEMORY_BYTES + FrameLoop.HEADROOM_BYTES);
        frame = new Frame(memory.buffer(), memory.address());
        // Room for a VLAN tag in front.
        address = memory.address() + FrameLoop.HEADROOM_BYTES;
    }

    /** Reads a frame; see {@link QuietFd#read}. */
    int read(QuietFd fd) {
        int bytes = fd.read(address, Frame.MEMORY_BYTES);
        if (bytes > 0) {
            frame.received(FrameLoop.HEADROOM_BYTES, bytes);
        }
        return bytes;
    }

    Frame frame() {
        return frame;
    }
}
