package dev.hayabashi.tapio.tap;

import dev.hayabashi.tapio.netlink.InterfaceAddress;
import dev.hayabashi.tapio.netlink.LinkChange;
import dev.hayabashi.tapio.netlink.LinkInfo;
import dev.hayabashi.tapio.netlink.LinkStatistics;
import dev.hayabashi.tapio.netlink.Rtnetlink;
import dev.hayabashi.tapio.sys.DeviceBusyException;
import dev.hayabashi.tapio.sys.Errno;
import dev.hayabashi.tapio.sys.MissingDeviceException;
import dev.hayabashi.tapio.sys.NativeCallException;
import dev.hayabashi.tapio.sys.NativeFd;
import dev.hayabashi.tapio.sys.NetNamespace;
import dev.hayabashi.tapio.sys.TapIoException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TAP that we hold the descriptor of, made or adopted. It is up when {@link #open} returns, without carrier until
 * {@link TapFd#carrier} raises it, so that the host sends nothing before somebody reads.
 *
 * <p>Opening and closing block and are for set-up threads.
 */
public final class TapDevice {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long PAUSE_MILLIS = 20;

    private static final Logger LOG = LoggerFactory.getLogger(TapDevice.class);

    private final TapSettings settings;
    private final TapFd fd;
    private final Optional<Found> found;
    private final LinkInfo link;
    private final List<InterfaceAddress> added;
    private final LinkStatistics statisticsBefore;

    /** A TAP of somebody else as it was found. */
    private record Found(LinkInfo link, boolean ipv6) {}

    private TapDevice(
            TapSettings settings,
            TapFd fd,
            Optional<Found> found,
            LinkInfo link,
            List<InterfaceAddress> added,
            LinkStatistics statisticsBefore) {
        this.statisticsBefore = statisticsBefore;
        this.settings = settings;
        this.fd = fd;
        this.found = found;
        this.link = link;
        this.added = added;
    }

    /**
     * Makes the TAP, or adopts an existing one that fits.
     *
     * @throws TapIoException when it cannot be made, or exists and does not fit; nothing is left half-made
     */
    public static TapDevice open(TapSettings settings) {
        return open(settings, true);
    }

    /**
     * Adopts an existing TAP.
     *
     * @throws MissingDeviceException when there is none
     * @throws TapIoException when it does not fit
     */
    public static TapDevice reopen(TapSettings settings) {
        return open(settings, false);
    }

    /**
     * Goes on with a TAP of another process.
     *
     * @param fd its descriptor; closed when this throws
     * @param before the TAP as that process had found it; empty when it had made it
     * @param added addresses that it had given to what it had found
     * @throws TapIoException when the netdev is gone
     */
    public static TapDevice takeOver(
            TapSettings settings,
            NativeFd fd,
            Optional<LinkInfo> before,
            boolean ipv6Before,
            List<InterfaceAddress> added) {
        TapFd tap = TapFd.takeOver(fd, settings.name());
        try (Rtnetlink host = Rtnetlink.open()) {
            String name = tap.currentName()
                    .orElseThrow(() -> NativeCallException.of("TUNGETIFF", settings.name(), Errno.ENODEV.code()));
            Optional<Found> found = before.map(link -> new Found(link, ipv6Before));
            return new TapDevice(settings, tap, found, whereItIs(tap, name, host), added, LinkStatistics.UNKNOWN);
        } catch (RuntimeException e) {
            tap.close();
            throw e;
        }
    }

    private static LinkInfo whereItIs(TapFd tap, String name, Rtnetlink host) {
        Optional<NetNamespace> namespace = tap.currentNamespace(name);
        if (namespace.isEmpty()) {
            return Links.present(host, name);
        }
        try (NetNamespace in = namespace.get()) {
            if (in.isOurs()) {
                return Links.present(host, name);
            }
            int namespaceId = host.namespaceId(in);
            return in.call(() -> {
                try (Rtnetlink inside = Rtnetlink.open()) {
                    return Links.present(inside, name).inNamespace(namespaceId);
                }
            });
        }
    }

    /**
     * A process that was killed is gone before its files are: io_uring holds them until the kernel has got round to taking it down. So a TAP
     * that is busy although no process holds it is asked for again for a while.
     */
    private static TapDevice open(TapSettings settings, boolean mayCreate) {
        long begunNanos = System.nanoTime();
        while (true) {
            try {
                return openNow(settings, mayCreate);
            } catch (DeviceBusyException e) {
                if (!e.holders().isEmpty() || System.nanoTime() - begunNanos > PATIENCE_NANOS || !sleep()) {
                    throw e;
                }
            }
        }
    }

    /** False when this thread is to end. */
    private static boolean sleep() {
        try {
            Thread.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static TapDevice openNow(TapSettings settings, boolean mayCreate) {
        try (Rtnetlink host = Rtnetlink.open()) {
            if (settings.namespace().isEmpty()) {
                return adoptIn(settings, LinkInfo.OWN_NAMESPACE)
                        .orElseGet(() -> create(settings, host, null, mayCreate));
            }
            try (NetNamespace namespace =
                    NetNamespace.named(settings.namespace().get())) {
                int namespaceId = host.namespaceId(namespace);
                return namespace
                        .call(() -> adoptIn(settings, namespaceId))
                        .orElseGet(() -> create(settings, host, namespace, mayCreate));
            }
        }
    }

    /** Adopts the TAP if the calling thread's namespace has it. */
    private static Optional<TapDevice> adoptIn(TapSettings settings, int namespaceId) {
        try (Rtnetlink local = Rtnetlink.open()) {
            return local.link(settings.name()).map(existing -> adopt(settings, existing, local, namespaceId));
        }
    }

    private static TapDevice create(
            TapSettings settings, Rtnetlink host, @Nullable NetNamespace namespace, boolean mayCreate) {
        if (!mayCreate) {
            throw NativeCallException.of("RTM_GETLINK", settings.name(), Errno.ENODEV.code());
        }
        String firstName = namespace == null ? settings.name() : Names.hidden(settings.bridge(), settings.port());
        TapFd fd = TapFd.create(firstName);
        try {
            fd.carrier(false);
            fd.owner(settings.name(), settings.owner());
            LinkInfo fresh = Links.present(host, firstName);
            LinkChange change = LinkChange.of(fresh.ifindex()).alias(settings.alias());
            settings.newAddress().ifPresent(change::address);
            shape(settings, change);
            TapDevice device;
            if (namespace == null) {
                host.change(settings.name(), change);
                device = finish(settings, fd, Optional.empty(), host, LinkInfo.OWN_NAMESPACE, LinkStatistics.NONE);
            } else {
                int namespaceId = host.namespaceId(namespace);
                host.change(settings.name(), change.namespace(namespace).name(settings.name()));
                device = namespace.call(() -> {
                    try (Rtnetlink inside = Rtnetlink.open()) {
                        return finish(settings, fd, Optional.empty(), inside, namespaceId, LinkStatistics.NONE);
                    }
                });
            }
            // Last, so that whatever failed before leaves nothing behind.
            fd.persistent(settings.name(), settings.persistent());
            return device;
        } catch (RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    private static TapDevice adopt(TapSettings settings, LinkInfo existing, Rtnetlink local, int namespaceId) {
        TapFit.check(existing, settings.owner());
        boolean ours = existing.alias().equals(settings.alias());
        Found found = new Found(existing, Ipv6.enabled(settings.name()));
        TapFd fd = TapFd.attach(settings.name());
        try {
            fd.carrier(false);
            fd.owner(settings.name(), settings.owner());
            LinkChange change = LinkChange.of(existing.ifindex());
            shape(settings, change);
            local.change(settings.name(), change);
            LinkStatistics before = local.statistics(existing.ifindex()).orElse(LinkStatistics.NONE);
            TapDevice device =
                    finish(settings, fd, ours ? Optional.empty() : Optional.of(found), local, namespaceId, before);
            if (ours) {
                fd.persistent(settings.name(), settings.persistent());
            }
            return device;
        } catch (RuntimeException e) {
            giveBack(local, found, List.of());
            fd.close();
            throw e;
        }
    }

    private static void shape(TapSettings settings, LinkChange change) {
        settings.mtuBytes().ifPresent(change::mtu);
        settings.address().ifPresent(change::address);
        settings.txQueueLength().ifPresent(change::txQueueLength);
        if (!settings.arp()) {
            change.arp(false);
        }
        if (!settings.ipv6()) {
            change.noLinkLocalAddress();
        }
    }

    /** Runs in the namespace that the netdev is in. */
    private static TapDevice finish(
            TapSettings settings,
            TapFd fd,
            Optional<Found> found,
            Rtnetlink local,
            int namespaceId,
            LinkStatistics before) {
        int ifindex = Links.present(local, settings.name()).ifindex();
        if (!settings.ipv6()) {
            Ipv6.disable(settings.name());
        }
        List<InterfaceAddress> added = new ArrayList<>();
        try {
            for (InterfaceAddress address : settings.addresses()) {
                if (local.addAddress(settings.name(), ifindex, address)) {
                    added.add(address);
                }
            }
        } catch (RuntimeException e) {
            found.ifPresent(it -> giveBack(local, it, added));
            throw e;
        }
        local.change(settings.name(), LinkChange.of(ifindex).up(true));
        LinkInfo link = Links.present(local, settings.name()).inNamespace(namespaceId);
        return new TapDevice(settings, fd, found, link, added, before);
    }

    /** The descriptor that frames are read from and written to. */
    public TapFd fd() {
        return fd;
    }

    /** The netdev as it was when it had been set up. */
    public LinkInfo link() {
        return link;
    }

    /** The TAP as it was found; empty when it was made. */
    public Optional<LinkInfo> before() {
        return found.map(Found::link);
    }

    /** What its netdev had counted before we read from it. */
    public LinkStatistics statisticsBefore() {
        return statisticsBefore;
    }

    /** Whether what was found had IPv6. */
    public boolean ipv6Before() {
        return found.map(Found::ipv6).orElse(false);
    }

    /** Addresses that were given to it. */
    public List<InterfaceAddress> added() {
        return List.copyOf(added);
    }

    /** True when somebody else had made it. */
    public boolean adopted() {
        return found.isPresent();
    }

    /**
     * Gives it back: an adopted TAP stays, as it was found and without the addresses that we gave it; one that we made goes.
     *
     * @param keepPersistent leaves a persistent TAP that we made in place, for a daemon that comes back
     */
    public void close(boolean keepPersistent) {
        try {
            if (found.isPresent()) {
                giveBack(found.get());
            } else if (settings.persistent() && !keepPersistent) {
                fd.persistent(settings.name(), false);
            }
        } catch (TapIoException e) {
            LOG.info("{}: not given back cleanly: {}", settings.name(), e.getMessage());
        } finally {
            fd.close();
        }
    }

    private void giveBack(Found before) {
        if (settings.namespace().isEmpty()) {
            giveBackHere(before);
            return;
        }
        try (NetNamespace namespace = NetNamespace.named(settings.namespace().get())) {
            namespace.call(() -> {
                giveBackHere(before);
                return true;
            });
        } catch (MissingDeviceException e) {
            LOG.debug("{}: its namespace is gone", settings.name());
        }
    }

    private void giveBackHere(Found before) {
        try (Rtnetlink local = Rtnetlink.open()) {
            // The name may belong to another netdev by now.
            boolean present = local.link(link.ifindex())
                    .map(now -> now.name().equals(settings.name()))
                    .orElse(false);
            if (present) {
                giveBack(local, before, added);
            }
        }
    }

    private static void giveBack(Rtnetlink local, Found before, List<InterfaceAddress> added) {
        LinkInfo link = before.link();
        try {
            for (InterfaceAddress address : added) {
                local.removeAddress(link.name(), link.ifindex(), address);
            }
            Links.restore(local, link, before.ipv6());
        } catch (TapIoException e) {
            LOG.info("{}: not given back cleanly: {}", link.name(), e.getMessage());
        }
    }
}
