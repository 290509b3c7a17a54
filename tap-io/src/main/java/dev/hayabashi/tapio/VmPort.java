package dev.hayabashi.tapio;

import dev.hayabashi.tapio.drops.DropSource;
import dev.hayabashi.tapio.drops.KernelLook;
import dev.hayabashi.tapio.loop.FrameLoop;
import dev.hayabashi.tapio.loop.LinkState;
import dev.hayabashi.tapio.netlink.LinkInfo;
import dev.hayabashi.tapio.netlink.LinkListener;
import dev.hayabashi.tapio.netlink.LinkStatistics;
import dev.hayabashi.tapio.sys.NativeFd;
import dev.hayabashi.tapio.sys.TapIoException;
import dev.hayabashi.tapio.tap.TapSource;
import dev.hayabashi.tapio.tap.VmPair;
import dev.hayabashi.tapio.tap.VmSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Kind {@code vm}: the VMM opens a TAP by name, we hold a second one joined to it. Our own descriptor never notices that
 * the VMM left, so the link is that of the VMM's TAP, from netlink. When the VMM's TAP is deleted and made again, the pair
 * is made again.
 */
final class VmPort extends LivePort implements LinkListener {
    private final VmSettings settings;
    // Written by the loop once the port is attached; volatile for those who read counters.
    private volatile @Nullable VmPair pair;
    private volatile Made made;
    private @Nullable RefusedFrames refused;

    private VmPort(PortSpec.VmSpec spec, VmSettings settings, @Nullable VmPair pair) {
        super(spec);
        this.settings = settings;
        this.pair = pair;
        this.made = pair == null ? new Made(List.of(), List.of()) : madeOf(pair);
        link(pair == null ? null : pair.guestSide());
        lookAt(pair);
    }

    private void lookAt(@Nullable VmPair present) {
        RefusedFrames refusing = present == null ? null : new RefusedFrames(present);
        refused = refusing;
        dropSources(
                present == null || refusing == null
                        ? List.of()
                        : List.of(
                                DropSource.sending(
                                        present.ourSide().link(),
                                        false,
                                        present.ourSide().statisticsBefore()),
                                DropSource.sending(present.guestSide(), true, present.guestStatisticsBefore()),
                                refusing));
    }

    static VmPort open(PortSpec.VmSpec spec) {
        VmSettings settings = settings(spec);
        return new VmPort(spec, settings, VmPair.open(settings));
    }

    static VmPort takeOver(PortSpec.VmSpec spec, KeptPort kept, @Nullable NativeFd fd) {
        VmSettings settings = settings(spec);
        VmPair pair = fd == null
                ? null
                : VmPair.takeOver(
                        settings, fd, kept.ifindex(), kept.found().orElseThrow(), kept.ipv6Found(), kept.adopted());
        VmPort port = new VmPort(spec, settings, pair);
        port.takenOver(kept);
        return port;
    }

    @Override
    KeptPort kept(LinkState linkState) {
        VmPair present = pair;
        return present == null
                ? KeptPort.absent(linkState)
                : new KeptPort(
                        true,
                        linkState,
                        present.guestSide().ifindex(),
                        present.adopted(),
                        Optional.of(present.before()),
                        present.ipv6Before(),
                        List.of(),
                        0,
                        Optional.empty(),
                        Optional.empty());
    }

    @Override
    public int descriptor() {
        VmPair present = pair;
        return present == null ? -1 : present.ourSide().fd().number();
    }

    private static VmSettings settings(PortSpec.VmSpec spec) {
        return new VmSettings(
                spec.device(), spec.bridge(), spec.name(), spec.owner(), spec.mtuBytes(), PortFactory.TX_QUEUE_FRAMES);
    }

    private static Made madeOf(VmPair pair) {
        List<String> created = new ArrayList<>();
        List<String> adopted = new ArrayList<>();
        (pair.adopted() ? adopted : created).add(pair.guestSide().name());
        created.add(pair.ourSide().link().name());
        return new Made(created, adopted);
    }

    @Override
    public Made made() {
        return made;
    }

    @Override
    public Optional<ShortcutEnd> shortcutEnd() {
        return Optional.ofNullable(pair)
                .map(present -> new ShortcutEnd(
                        present.guestSide().ifindex(), present.ourSide().link().ifindex()));
    }

    @Override
    void started(FrameLoop on) {
        VmPair present = pair;
        if (present != null) {
            use(present);
        }
        on.links().watch(LinkInfo.OWN_NAMESPACE, settings.name(), this);
    }

    private void use(VmPair present) {
        if (present != pair) {
            pair = present;
            made = madeOf(present);
            lookAt(present);
        }
        channel().install(new TapSource(present.ourSide().fd(), loop().frame()), this::ourSideGone);
        present.ourSide().fd().carrier(true);
        tellLatest(present.guestSide(), this);
    }

    @Override
    public void linkChanged(LinkInfo info) {
        link(info);
        VmPair present = pair;
        if (present != null && present.guestSide().ifindex() == info.ifindex()) {
            if (refused != null && channel().linkState() == LinkState.UP && !info.up()) {
                refused.suspect();
            }
            channel().linkState(stateOf(info));
        } else if (info.tun().isPresent()) {
            retry();
        }
    }

    @Override
    public void linkGone(LinkInfo last) {
        link(null);
        channel().linkState(LinkState.GONE);
        takeDown();
    }

    /** Somebody deleted our TAP: without it the VMM's is of no use, so both are set up again. */
    private void ourSideGone() {
        channel().linkState(LinkState.GONE);
        takeDown();
        retryLater();
    }

    /** Our TAP goes with the VMM's: its redirect points at a netdev that does not exist. */
    private void takeDown() {
        channel().clear();
        VmPair lost = pair;
        pair = null;
        lookAt(null);
        if (lost != null) {
            loop().setup().execute(() -> lost.close(true));
        }
    }

    @Override
    void retry() {
        if (pair != null || link().isEmpty()) {
            return;
        }
        setUpAgain(
                () -> VmPair.reopen(settings),
                found -> {
                    channel().reattached();
                    use(found);
                },
                found -> found.close(true));
    }

    @Override
    void stopped(FrameLoop on) {
        on.links().unwatch(LinkInfo.OWN_NAMESPACE, settings.name(), this);
    }

    @Override
    void release(Closing how) {
        VmPair present = pair;
        pair = null;
        if (present != null) {
            present.close(how == Closing.KEEP_PERSISTENT);
        }
    }

    /**
     * Frames that we sent between the VMM's leaving and our hearing of it: the redirect refuses what its target has no carrier
     * for. To ask costs several system calls, and nothing is refused while the link is up.
     */
    private static final class RefusedFrames implements DropSource {
        private final VmPair pair;
        private volatile boolean suspected;

        RefusedFrames(VmPair pair) {
            this.pair = pair;
            // The process that had the pair before may not have asked since the link went down.
            this.suspected = before() == UNKNOWN;
        }

        void suspect() {
            suspected = true;
        }

        @Override
        public boolean toPort() {
            return true;
        }

        @Override
        public long before() {
            return pair.guestStatisticsBefore().equals(LinkStatistics.UNKNOWN) ? UNKNOWN : 0;
        }

        @Override
        public OptionalLong count(KernelLook look) {
            if (!suspected) {
                return OptionalLong.empty();
            }
            suspected = false;
            try {
                return OptionalLong.of(pair.refusedToGuest());
            } catch (TapIoException e) {
                suspected = true;
                return OptionalLong.empty();
            }
        }
    }
}
