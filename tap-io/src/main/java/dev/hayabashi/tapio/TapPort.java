package dev.hayabashi.tapio;

import dev.hayabashi.tapio.drops.DropSource;
import dev.hayabashi.tapio.loop.FrameLoop;
import dev.hayabashi.tapio.loop.LinkState;
import dev.hayabashi.tapio.netlink.InterfaceAddress;
import dev.hayabashi.tapio.netlink.LinkInfo;
import dev.hayabashi.tapio.netlink.LinkListener;
import dev.hayabashi.tapio.netlink.Rtnetlink;
import dev.hayabashi.tapio.sys.NativeFd;
import dev.hayabashi.tapio.sys.NetNamespace;
import dev.hayabashi.tapio.tap.TapDevice;
import dev.hayabashi.tapio.tap.TapSettings;
import dev.hayabashi.tapio.tap.TapSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Kind {@code tap}: we hold the descriptor. The netdev may be renamed or moved to another namespace while it is attached,
 * and is followed; one that was deleted is taken up again when a TAP of the name appears, and one whose namespace has
 * ended is made anew when a namespace of the name is there again.
 */
final class TapPort extends LivePort implements LinkListener {
    private final TapSettings settings;
    private @Nullable TapDevice device;
    private int watchedNamespace;
    private String watchedName;
    private boolean watching;
    private boolean namespaceEnded;
    private volatile Made made;
    private @Nullable LinkInfo lookedAt;

    private TapPort(PortSpec.TapSpec spec, TapSettings settings, @Nullable TapDevice device) {
        super(spec);
        this.settings = settings;
        this.device = device;
        this.watchedNamespace =
                device == null ? LinkInfo.OWN_NAMESPACE : device.link().namespaceId();
        this.watchedName = settings.name();
        this.made = device == null ? new Made(List.of(), List.of()) : madeOf(device, settings);
        link(device == null ? null : device.link());
        lookAt(device);
    }

    /** What the host sends is lost when it finds the TAP's queue full. */
    private void lookAt(@Nullable TapDevice present) {
        dropSources(present == null ? List.of() : sourcesAt(present, present.link()));
        lookedAt = present == null ? null : present.link();
    }

    private static List<DropSource> sourcesAt(TapDevice present, LinkInfo link) {
        return List.of(DropSource.sending(link, false, present.statisticsBefore()));
    }

    /** A netdev that was moved has another index, perhaps, and takes its counters with it. */
    private void lookWhereItIs(LinkInfo now) {
        TapDevice present = device;
        LinkInfo before = lookedAt;
        if (present != null && before != null && !DropSource.Netdev.of(now).equals(DropSource.Netdev.of(before))) {
            lookedAt = now;
            dropSourcesMoved(sourcesAt(present, now));
        }
    }

    static TapPort open(PortSpec.TapSpec spec) {
        TapSettings settings = settings(spec);
        return new TapPort(spec, settings, TapDevice.open(settings));
    }

    static TapPort takeOver(PortSpec.TapSpec spec, KeptPort kept, @Nullable NativeFd fd) {
        TapSettings settings = settings(spec);
        TapDevice device = fd == null
                ? null
                : TapDevice.takeOver(
                        settings,
                        fd,
                        kept.found(),
                        kept.ipv6Found(),
                        kept.addresses().stream().map(InterfaceAddress::parse).toList());
        TapPort port = new TapPort(spec, settings, device);
        // Without a netdev it is looked for, and made anew if it is to be in a namespace that is there again.
        port.namespaceEnded = device == null && settings.namespace().isPresent();
        port.takenOver(kept);
        return port;
    }

    @Override
    KeptPort kept(LinkState linkState) {
        TapDevice present = device;
        return present == null
                ? KeptPort.absent(linkState)
                : new KeptPort(
                        true,
                        linkState,
                        present.link().ifindex(),
                        present.adopted(),
                        present.before(),
                        present.ipv6Before(),
                        present.added().stream().map(InterfaceAddress::toString).toList(),
                        0,
                        Optional.empty(),
                        Optional.empty());
    }

    @Override
    public int descriptor() {
        TapDevice present = device;
        return present == null ? -1 : present.fd().number();
    }

    private static TapSettings settings(PortSpec.TapSpec spec) {
        return new TapSettings(
                spec.device(),
                spec.bridge(),
                spec.name(),
                spec.owner(),
                spec.persistent(),
                OptionalInt.of(spec.mtuBytes()),
                spec.address(),
                OptionalLong.of(spec.newAddress()),
                OptionalInt.of(PortFactory.TX_QUEUE_FRAMES),
                spec.netns(),
                spec.addresses(),
                spec.ipv6(),
                true);
    }

    private static Made madeOf(TapDevice device, TapSettings settings) {
        List<String> name = List.of(settings.name());
        return device.adopted() ? new Made(List.of(), name) : new Made(name, List.of());
    }

    @Override
    public Made made() {
        return made;
    }

    @Override
    void started(FrameLoop on) {
        TapDevice present = device;
        if (present != null) {
            use(present);
        } else {
            watch(LinkInfo.OWN_NAMESPACE, settings.name());
            retryLater();
        }
    }

    private void use(TapDevice present) {
        if (present != device) {
            device = present;
            made = madeOf(present, settings);
            lookAt(present);
        }
        namespaceEnded = false;
        channel().install(new TapSource(present.fd(), loop().frame()), this::descriptorGone);
        watch(present.link().namespaceId(), present.link().name());
        present.fd().carrier(true);
        tellLatest(present.link(), this);
    }

    private void watch(int namespaceId, String name) {
        if (watching && namespaceId == watchedNamespace && name.equals(watchedName)) {
            return;
        }
        loop().links().unwatch(watchedNamespace, watchedName, this);
        watching = true;
        watchedNamespace = namespaceId;
        watchedName = name;
        loop().links().watch(namespaceId, name, this);
    }

    @Override
    public void linkChanged(LinkInfo info) {
        link(info);
        if (channel().installed()) {
            lookWhereItIs(info);
            channel().linkState(stateOf(info));
        } else if (info.tun().isPresent()) {
            retry();
        }
    }

    @Override
    public void linkGone(LinkInfo last) {
        TapDevice present = device;
        Optional<String> now = present == null ? Optional.empty() : present.fd().currentName();
        if (present == null || now.isEmpty()) {
            descriptorGone();
            return;
        }
        // Renamed or moved: moving takes the netdev down.
        channel().linkState(LinkState.DOWN);
        setUpAgain(
                () -> whereabouts(present, now.get()), place -> watch(place.namespaceId(), place.name()), place -> {});
    }

    @Override
    public void namespaceGone(int namespaceId) {
        namespaceEnded = true;
        descriptorGone();
        retryLater();
    }

    private record Place(int namespaceId, String name) {}

    private static Place whereabouts(TapDevice present, String name) {
        Optional<NetNamespace> namespace = present.fd().currentNamespace(name);
        if (namespace.isEmpty()) {
            return new Place(LinkInfo.OWN_NAMESPACE, name);
        }
        try (NetNamespace in = namespace.get();
                Rtnetlink host = Rtnetlink.open()) {
            return new Place(in.isOurs() ? LinkInfo.OWN_NAMESPACE : host.namespaceId(in), name);
        }
    }

    private void descriptorGone() {
        link(null);
        channel().clear();
        channel().linkState(LinkState.GONE);
        TapDevice lost = device;
        device = null;
        lookAt(null);
        if (lost != null) {
            lost.fd().close();
        }
        watch(settings.namespace().isEmpty() ? LinkInfo.OWN_NAMESPACE : watchedNamespace, settings.name());
    }

    @Override
    void retry() {
        if (channel().installed() || (link().isEmpty() && !namespaceEnded)) {
            return;
        }
        if (!settings.namespace().map(NetNamespace::exists).orElse(true)) {
            retryLater();
            return;
        }
        boolean makeAnew = namespaceEnded;
        setUpAgain(
                () -> makeAnew ? TapDevice.open(settings) : TapDevice.reopen(settings),
                found -> {
                    channel().reattached();
                    use(found);
                },
                found -> found.close(false));
    }

    @Override
    void stopped(FrameLoop on) {
        on.links().unwatch(watchedNamespace, watchedName, this);
    }

    @Override
    void release(Closing how) {
        TapDevice present = device;
        device = null;
        if (present != null) {
            present.close(how == Closing.KEEP_PERSISTENT);
        }
    }
}
