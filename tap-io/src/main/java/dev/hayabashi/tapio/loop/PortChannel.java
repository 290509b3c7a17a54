package dev.hayabashi.tapio.loop;

import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.KernelDrops;
import dev.hayabashi.bridgecore.PortIo;
import dev.hayabashi.bridgecore.RelayPath;
import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.tapio.sys.TapIoException;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * A port's place on the loop: the bridge sends to it whatever becomes of the netdev, while descriptors come and go behind
 * it. All methods but {@link #linkState} are for the loop's thread.
 */
public final class PortChannel implements PortIo {
    /** BPDUs that came during a pause may lie behind a whole TAP queue of data. */
    private static final int DRAIN_BURSTS = 128;

    private final IoCounters counters = new IoCounters();
    private @Nullable FrameLoop loop;
    private @Nullable FrameSink sink;
    private @Nullable PortFd current;
    // Volatile for readers on other threads; the loop is the only writer.
    private volatile LinkState linkState = LinkState.GONE;
    private boolean linkUp;
    private Runnable frameWhileDown = () -> {};
    private final SendResult whileAbsent;
    // With several loops: which one reads, and that others may write.
    private @Nullable Sharing sharing;
    private KernelDrops kernelDrops = KernelDrops.NONE;

    /** A channel that answers GONE while no descriptor is installed. */
    public PortChannel() {
        this(SendResult.GONE);
    }

    /** @param whileAbsent the answer to frames while no descriptor is installed: GONE or LINK_DOWN */
    public PortChannel(SendResult whileAbsent) {
        this.whileAbsent = whileAbsent;
    }

    /** Before {@link #attach}: the link is known already, from the process that the port is taken over from. */
    public void takenOver(LinkState state, KernelDrops drops) {
        takenOver(state);
        kernelDrops = drops;
    }

    /** As {@link #takenOver(LinkState, KernelDrops)}, of a port where the kernel loses nothing. */
    public void takenOver(LinkState state) {
        linkState = state;
        linkUp = state == LinkState.UP;
    }

    /** Stops reading until {@link #resume}; succeeds when nothing is read any more. */
    public Future<?> pause() {
        PortFd fd = current;
        return fd == null ? ImmediateEventExecutor.INSTANCE.newSucceededFuture(true) : fd.pause();
    }

    /** Reads again. */
    public void resume() {
        PortFd fd = current;
        if (fd != null) {
            fd.resume();
        }
    }

    /** Puts the port on its loop, with no descriptor yet. */
    public void attach(FrameLoop onLoop, FrameSink toSink) {
        if (loop != null) {
            throw new IllegalStateException("the port is attached already");
        }
        loop = onLoop;
        sink = toSink;
        toSink.linkChanged(linkState, System.nanoTime());
    }

    /**
     * Starts reading from a descriptor.
     *
     * @param onGone told once when the netdev behind it is gone; by then it is off the loop
     */
    public void install(FrameSource source, Runnable onGone) {
        FrameLoop on = loop;
        FrameSink to = sink;
        if (on == null || to == null) {
            throw new IllegalStateException("the port is not attached");
        }
        clear();
        PortFd fd = on.relays() == 0 ? on.portFd(source, to, counters, onGone) : share(on, to, source, onGone);
        current = fd;
        fd.frameNotExpected(linkUp ? null : frameWhileDown);
        fd.start(on.eventLoop());
    }

    /**
     * Sets who is told when a frame comes from a netdev whose link is said to be down, ahead of that frame and once until
     * there is news of the link. The frame is right: news of a carrier take the kernel milliseconds, and whoever opens a TAP
     * may send at once.
     */
    public void onFrameWhileDown(Runnable told) {
        frameWhileDown = told;
    }

    private record Sharing(FrameLoop owner, FrameSink sink, int reader) {}

    private PortFd share(FrameLoop on, FrameSink to, FrameSource source, Runnable onGone) {
        int reader = source.readsFrames() ? on.assign() : on.keep();
        sharing = new Sharing(on, to, reader);
        if (source.takesFrames()) {
            to.relayIo(new RelayWriter(source.descriptor().intValue(), on.relays()));
        }
        RelayPath path = reader < 0 ? null : to.relayPath(reader);
        return path == null
                ? on.portFd(source, to, counters, onGone)
                : on.relayedFd(reader, path, source, to, counters, onGone);
    }

    private void unshare() {
        Sharing shared = sharing;
        sharing = null;
        if (shared != null) {
            shared.sink().relayIo(null);
            shared.owner().release(shared.reader());
        }
    }

    /** Takes the descriptor off the loop; its owner may close it afterwards. */
    public void clear() {
        unshare();
        PortFd fd = current;
        current = null;
        if (fd != null) {
            fd.close();
        }
    }

    /** True while a descriptor is installed. */
    public boolean installed() {
        return current != null;
    }

    /** Notes what is known of the link and tells the bridge when that is news. */
    public void linkState(LinkState state) {
        boolean news = state != linkState;
        if (news && linkUp) {
            // What was sent while the link was up is handed on while it counts as up.
            drain();
        }
        linkState = state;
        linkUp = state == LinkState.UP;
        PortFd fd = current;
        if (fd != null) {
            fd.frameNotExpected(linkUp ? null : frameWhileDown);
        }
        if (news && sink != null) {
            sink.linkChanged(state, System.nanoTime());
        }
    }

    /** The link is down in spite of frames that come from it: no frame changes that until there is news of it. */
    public void downInSpiteOfFrames(LinkState state) {
        linkState(state);
        PortFd fd = current;
        if (fd != null) {
            fd.frameNotExpected(null);
        }
    }

    /** The last known state; any thread. */
    public LinkState linkState() {
        return linkState;
    }

    /** Counts that the port found its netdev again. */
    public void reattached() {
        counters.reattachments++;
    }

    /** Tells the bridge of a client; see {@link FrameSink#client}. */
    public void client(String what, String text) {
        if (sink != null) {
            sink.client(what, text, System.nanoTime());
        }
    }

    /** Tells the bridge of a frame whose length makes no sense. */
    public void badLength(Frame frame) {
        if (sink != null) {
            sink.badLength(frame, System.nanoTime());
        }
    }

    /** Tells the bridge that the port could not be set up again. */
    public void setupFailed(TapIoException reason) {
        if (sink != null) {
            sink.setupFailed(reason, System.nanoTime());
        }
    }

    @Override
    public KernelDrops kernelDrops() {
        return kernelDrops;
    }

    /** Notes what the kernel has lost at the port, and tells the bridge. */
    public void kernelDrops(KernelDrops drops) {
        KernelDrops before = kernelDrops;
        kernelDrops = drops;
        if (sink != null) {
            sink.kernelLost(drops.since(before), System.nanoTime());
        }
    }

    @Override
    public SendResult send(Frame frame) {
        PortFd fd = current;
        if (fd == null) {
            if (whileAbsent == SendResult.GONE) {
                counters.gone++;
            } else {
                counters.linkDown++;
            }
            return whileAbsent;
        }
        // A link that is known to be down costs no system call, however many frames are flooded to it.
        if (!linkUp) {
            counters.linkDown++;
            return SendResult.LINK_DOWN;
        }
        return fd.send(frame);
    }

    /** Hands on what waits in the descriptor now, before epoll says so; bounded. */
    public void drain() {
        PortFd fd = current;
        if (fd != null) {
            fd.drain(DRAIN_BURSTS);
        }
    }

    /** Writes what the descriptor's source holds, and waits for the descriptor when it does not take all. */
    public void flush() {
        PortFd fd = current;
        if (fd != null) {
            fd.flush();
        }
    }

    /** The counters as they are now. */
    public IoStatistics statistics() {
        PortFd fd = current;
        return counters.snapshot(fd == null ? 0 : fd.exceptions());
    }
}
