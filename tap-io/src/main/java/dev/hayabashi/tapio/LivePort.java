package dev.hayabashi.tapio;

import dev.hayabashi.bridgecore.PortIo;
import dev.hayabashi.tapio.drops.DropSource;
import dev.hayabashi.tapio.drops.KernelDropMeter;
import dev.hayabashi.tapio.loop.FrameLoop;
import dev.hayabashi.tapio.loop.FrameSink;
import dev.hayabashi.tapio.loop.IoStatistics;
import dev.hayabashi.tapio.loop.LinkState;
import dev.hayabashi.tapio.loop.PortChannel;
import dev.hayabashi.tapio.netlink.LinkInfo;
import dev.hayabashi.tapio.netlink.LinkListener;
import dev.hayabashi.tapio.sys.MissingDeviceException;
import dev.hayabashi.tapio.sys.TapIoException;
import dev.hayabashi.tapio.sys.UnfitDeviceException;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all kinds of port have in common: the hand-over between the thread that sets up (blocking) and the loop (never
 * blocking), and setting up once more after the netdev went and came back.
 *
 * <p>Fields of subclasses belong to the loop once {@link #started} was called.
 */
abstract class LivePort implements OpenPort {
    private static final Logger LOG = LoggerFactory.getLogger(LivePort.class);
    private static final long RETRY_SECONDS = 1;
    private static final long SETTLE_SECONDS = 5;

    private final PortSpec spec;
    private final PortChannel channel = new PortChannel();
    private final KernelDropMeter drops = new KernelDropMeter();
    private volatile @Nullable LinkInfo link;
    private volatile @Nullable FrameLoop loop;
    private boolean closed;
    private boolean settingUp;
    private boolean paused;
    private boolean retryScheduled;
    private String lastFailure = "";

    LivePort(PortSpec spec) {
        this.spec = spec;
    }

    /** On the loop: install the descriptor and watch the links. */
    abstract void started(FrameLoop on);

    /** On the loop: watch no more. */
    abstract void stopped(FrameLoop on);

    /** Off the loop: give everything back. */
    abstract void release(Closing how);

    /** On the loop: called again some time after {@link #setUpAgain} has failed; may try once more. */
    abstract void retry();

    final PortChannel channel() {
        return channel;
    }

    /** Says where the kernel may lose frames of the port; nowhere while there is no netdev. */
    final void dropSources(List<DropSource> sources) {
        drops.sources(sources);
    }

    /** As {@link #dropSources}, of the same netdev, which has moved. */
    final void dropSourcesMoved(List<DropSource> sources) {
        drops.moved(sources);
    }

    /** Before {@link #attach}: the port of another process, with its netdev if it has one. */
    final void takenOver(KeptPort kept) {
        kept.drops().ifPresent(drops::takeOver);
        drops.pause();
        channel.takenOver(kept.linkState(), drops.drops());
    }

    final FrameLoop loop() {
        FrameLoop on = loop;
        if (on == null) {
            throw new IllegalStateException("port " + spec.name() + " is not attached");
        }
        return on;
    }

    final void link(@Nullable LinkInfo info) {
        link = info;
    }

    /**
     * Tells {@code port} about the netdev that was just set up. The monitor's word goes first, as it may be newer than what
     * the set-up saw and will not be told again. A netdev that the monitor does not know is either too new for it or gone
     * already, which a look at all links decides.
     */
    final void tellLatest(LinkInfo asSetUp, LinkListener port) {
        Optional<LinkInfo> known = find(asSetUp);
        port.linkChanged(known.orElse(asSetUp));
        if (known.isEmpty()) {
            loop().links().refresh(asSetUp.namespaceId(), () -> {
                boolean still = link().map(LinkInfo::ifindex).equals(Optional.of(asSetUp.ifindex()));
                if (!closed && still && find(asSetUp).isEmpty()) {
                    port.linkGone(asSetUp);
                }
            });
        }
    }

    private Optional<LinkInfo> find(LinkInfo asSetUp) {
        return loop().links()
                .find(asSetUp.namespaceId(), asSetUp.name())
                .filter(known -> known.ifindex() == asSetUp.ifindex());
    }

    /**
     * On the loop: a frame came from a netdev whose link is said to be down. It counts as up from here on, so that the first
     * frame of a guest that sends as soon as it has opened its TAP is not lost. The kernel, asked again, has the last word:
     * no carrier now may mean that the guest has come and gone, or, when carrier has not come once, that frames prove nothing.
     */
    private void frameWhileDown() {
        LinkInfo present = link;
        if (present == null || closed) {
            return;
        }
        channel.linkState(LinkState.UP);
        // The frame goes first: the kernel composes the list of links within the call that asks for it.
        loop().eventLoop().execute(() -> askTheKernel(present));
    }

    private void askTheKernel(LinkInfo present) {
        if (closed) {
            return;
        }
        loop().links().refresh(present.namespaceId(), () -> {
            if (!closed && present.ifindex() == link().map(LinkInfo::ifindex).orElse(0)) {
                find(present).ifPresent(now -> {
                    if (now.up() || now.carrierUps() != present.carrierUps()) {
                        channel.linkState(stateOf(now));
                    } else {
                        channel.downInSpiteOfFrames(stateOf(now));
                    }
                });
            }
        });
    }

    static LinkState stateOf(LinkInfo info) {
        if (!info.adminUp()) {
            return LinkState.DOWN;
        }
        return info.carrier() ? LinkState.UP : LinkState.NO_CARRIER;
    }

    /**
     * Runs {@code work} on the set-up thread and hands what it returns to {@code use} on the loop; when the port was closed
     * meanwhile, to {@code discard} on the set-up thread. Does nothing while another set-up is under way.
     */
    final <T> void setUpAgain(Supplier<T> work, Consumer<T> use, Consumer<T> discard) {
        if (settingUp || closed || paused || retryScheduled) {
            return;
        }
        settingUp = true;
        FrameLoop on = loop();
        on.setup().execute(() -> {
            try {
                T result = work.get();
                on.eventLoop().execute(() -> finishSetUp(result, use, discard));
            } catch (RuntimeException e) {
                on.eventLoop().execute(() -> setUpFailed(e));
            }
        });
    }

    private <T> void finishSetUp(T result, Consumer<T> use, Consumer<T> discard) {
        settingUp = false;
        lastFailure = "";
        if (closed) {
            loop().setup().execute(() -> discard.accept(result));
            return;
        }
        use.accept(result);
    }

    private void setUpFailed(RuntimeException e) {
        settingUp = false;
        if (closed) {
            return;
        }
        String failure = String.valueOf(e.getMessage());
        // A netdev that went again while it was being taken up is no failure: the monitor tells of it.
        if (!(e instanceof MissingDeviceException) && !failure.equals(lastFailure)) {
            lastFailure = failure;
            if (e instanceof TapIoException reason) {
                LOG.warn("port {}: {}", spec.name(), failure);
                channel.setupFailed(reason);
            } else {
                LOG.error("port {}: set-up failed and is tried again; please report this", spec.name(), e);
            }
        }
        retryLater();
    }

    /** Calls {@link #retry} in a second. */
    final void retryLater() {
        if (retryScheduled || closed) {
            return;
        }
        retryScheduled = true;
        Future<?> unused = loop().eventLoop().schedule(this::retryNow, RETRY_SECONDS, TimeUnit.SECONDS);
    }

    private void retryNow() {
        retryScheduled = false;
        if (!closed) {
            retry();
        }
    }

    @Override
    public final PortSpec spec() {
        return spec;
    }

    @Override
    public final PortIo io() {
        return channel;
    }

    @Override
    public final LinkState linkState() {
        return channel.linkState();
    }

    @Override
    public final Optional<LinkInfo> link() {
        return Optional.ofNullable(link);
    }

    @Override
    public final Future<?> attach(FrameLoop on, FrameSink sink) {
        if (loop != null) {
            throw new IllegalStateException("port " + spec.name() + " is attached already");
        }
        loop = on;
        return on.eventLoop().submit(() -> start(on, sink));
    }

    @Override
    public final void attachNow(FrameLoop on, FrameSink sink) {
        loop = on;
        start(on, sink);
    }

    private void start(FrameLoop on, FrameSink sink) {
        channel.attach(on, sink);
        channel.onFrameWhileDown(this::frameWhileDown);
        drops.listener(lost -> on.eventLoop().execute(() -> channel.kernelDrops(lost)));
        on.dropMeters().add(drops);
        started(on);
    }

    @Override
    public final Future<?> pause() {
        paused = true;
        drops.pause();
        return channel.pause();
    }

    @Override
    public final void resume() {
        paused = false;
        drops.resume();
        channel.resume();
        retry();
    }

    @Override
    public final KeptPort keep() {
        if (settingUp) {
            throw new UnfitDeviceException(
                    spec.device(),
                    "is being set up again, so that its port cannot be handed over",
                    "try again in a second");
        }
        return kept(channel.linkState()).withDrops(drops.keep());
    }

    @Override
    public final void begin() {
        drops.resume();
    }

    /** On the loop: see {@link #keep}. */
    abstract KeptPort kept(LinkState linkState);

    @Override
    public final void drain() {
        channel.drain();
    }

    @Override
    public final IoStatistics statistics() {
        return channel.statistics();
    }

    @Override
    public final void close(Closing how) {
        FrameLoop on = loop;
        if (on == null) {
            release(how);
            return;
        }
        if (on.eventLoop().inEventLoop()) {
            throw new IllegalStateException("closing port " + spec.name() + " blocks; not on the event loop");
        }
        try {
            on.eventLoop().submit(() -> stop(on)).get();
            on.settled().await(SETTLE_SECONDS, TimeUnit.SECONDS);
            // Wait for a set-up that may be under way.
            on.setup().submit(() -> {}).get();
            release(how);
        } catch (RejectedExecutionException e) {
            // The loop was stopped first: nobody else touches the port any more.
            release(how);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.error("port {}: closing failed; ip link shows what is left", spec.name(), e.getCause());
        }
    }

    private void stop(FrameLoop on) {
        if (!closed) {
            closed = true;
            on.dropMeters().remove(drops);
            channel.clear();
            stopped(on);
            channel.linkState(LinkState.GONE);
        }
    }
}
