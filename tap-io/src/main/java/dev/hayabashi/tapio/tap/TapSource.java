package dev.hayabashi.tapio.tap;

import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.tapio.loop.FrameLoop;
import dev.hayabashi.tapio.loop.FrameSource;
import dev.hayabashi.tapio.loop.QuietFd;
import io.netty.channel.unix.FileDescriptor;

/** Frames of a TAP: what the kernel delivers and takes is a {@link Frame}'s own layout. */
public final class TapSource implements FrameSource {
    private final QuietFd fd;
    private final Frame frame;
    private final long address;

    /** @param frame the loop's buffer, seen from its start */
    public TapSource(TapFd tap, Frame frame) {
        this.fd = new QuietFd(tap.number());
        this.frame = frame;
        frame.received(0);
        // Room for a VLAN tag in front.
        this.address = frame.address() + FrameLoop.HEADROOM_BYTES;
    }

    @Override
    public FileDescriptor descriptor() {
        return fd.descriptor();
    }

    @Override
    public int read() {
        int bytes = fd.read(address, Frame.MEMORY_BYTES);
        if (bytes > 0) {
            frame.received(FrameLoop.HEADROOM_BYTES, bytes);
        }
        return bytes;
    }

    @Override
    public boolean readsFrames() {
        return true;
    }

    @Override
    public Frame frame() {
        return frame;
    }

    @Override
    public int write(Frame outgoing) {
        return fd.write(outgoing.address(), outgoing.totalBytes());
    }

    @Override
    public long exceptions() {
        return fd.exceptions();
    }
}
