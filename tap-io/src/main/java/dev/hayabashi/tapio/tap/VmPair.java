package dev.hayabashi.tapio.tap;

import dev.hayabashi.tapio.netlink.LinkChange;
import dev.hayabashi.tapio.netlink.LinkInfo;
import dev.hayabashi.tapio.netlink.LinkStatistics;
import dev.hayabashi.tapio.netlink.Rtnetlink;
import dev.hayabashi.tapio.netlink.TrafficControl;
import dev.hayabashi.tapio.sys.DeviceBusyException;
import dev.hayabashi.tapio.sys.Errno;
import dev.hayabashi.tapio.sys.MissingDeviceException;
import dev.hayabashi.tapio.sys.NativeCallException;
import dev.hayabashi.tapio.sys.NativeFd;
import dev.hayabashi.tapio.sys.TapIoException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two TAPs back to back: one that a VMM opens by name, one that we hold. What either receives from its program leaves by
 * the other towards the other program, and the host's stack sees none of it.
 *
 * <pre>
 *   VMM fd ── vm0 ══ tc ingress redirect, both ways ══ hbx… ── our fd
 * </pre>
 *
 * <p>The VMM's TAP is persistent: the VMM may come and go. Ours ends with this process, also when it is killed; frames of
 * the VMM are then dropped by the redirect that has lost its target, until the next daemon replaces it.
 *
 * <p>Opening and closing block and are for set-up threads, in the daemon's own network namespace.
 */
public final class VmPair {
    private static final Logger LOG = LoggerFactory.getLogger(VmPair.class);

    private final VmSettings settings;
    private final LinkInfo before;
    private final boolean ipv6Before;
    private final boolean adopted;
    private final LinkInfo guestSide;
    private final TapDevice ourSide;
    private final LinkStatistics guestStatisticsBefore;

    private VmPair(
            VmSettings settings,
            LinkInfo before,
            boolean ipv6Before,
            boolean adopted,
            LinkInfo guestSide,
            TapDevice ourSide,
            LinkStatistics guestStatisticsBefore) {
        this.guestStatisticsBefore = guestStatisticsBefore;
        this.settings = settings;
        this.before = before;
        this.ipv6Before = ipv6Before;
        this.adopted = adopted;
        this.guestSide = guestSide;
        this.ourSide = ourSide;
    }

    /**
     * Makes the pair; the VMM's TAP is adopted when it exists and fits, whether or not a VMM holds it.
     *
     * @throws TapIoException when it cannot be made; nothing is left half-made
     */
    public static VmPair open(VmSettings settings) {
        return open(settings, true);
    }

    /**
     * Makes the pair with a VMM's TAP that exists.
     *
     * @throws MissingDeviceException when there is none
     * @throws TapIoException when it does not fit
     */
    public static VmPair reopen(VmSettings settings) {
        return open(settings, false);
    }

    /**
     * Goes on with a pair of another process; the redirects are the kernel's and stay.
     *
     * @param fd descriptor of our side; closed when this throws
     * @param guestIfindex the VMM's TAP
     * @param before that TAP as it was found or made
     * @throws TapIoException when one of both TAPs is gone
     */
    public static VmPair takeOver(
            VmSettings settings, NativeFd fd, int guestIfindex, LinkInfo before, boolean ipv6Before, boolean adopted) {
        TapDevice ourSide = TapDevice.takeOver(ourSettings(settings), fd, Optional.empty(), false, List.of());
        try (Rtnetlink rtnetlink = Rtnetlink.open()) {
            LinkInfo guestSide = rtnetlink
                    .link(settings.name())
                    .filter(link -> link.ifindex() == guestIfindex)
                    .orElseThrow(() -> NativeCallException.of("RTM_GETLINK", settings.name(), Errno.ENODEV.code()));
            return new VmPair(settings, before, ipv6Before, adopted, guestSide, ourSide, LinkStatistics.UNKNOWN);
        } catch (RuntimeException e) {
            ourSide.close(false);
            throw e;
        }
    }

    /** The VMM's TAP before the pair was made. */
    public LinkInfo before() {
        return before;
    }

    /** Whether it had IPv6 then. */
    public boolean ipv6Before() {
        return ipv6Before;
    }

    private static VmPair open(VmSettings settings, boolean mayCreate) {
        try (Rtnetlink rtnetlink = Rtnetlink.open()) {
            Optional<LinkInfo> existing = rtnetlink.link(settings.name());
            boolean ours =
                    existing.map(link -> link.alias().equals(settings.alias())).orElse(true);
            boolean adopted = !ours;
            existing.ifPresent(link -> prepareExisting(settings, link, ours));
            if (existing.isEmpty() && mayCreate) {
                create(settings, rtnetlink);
            }
            LinkInfo before = Links.present(rtnetlink, settings.name());
            boolean ipv6Before = Ipv6.enabled(settings.name());
            LinkStatistics statistics = existing.isEmpty()
                    ? LinkStatistics.NONE
                    : rtnetlink.statistics(before.ifindex()).orElse(LinkStatistics.NONE);
            try {
                return join(settings, rtnetlink, before, ipv6Before, adopted, statistics);
            } catch (RuntimeException e) {
                undo(settings, rtnetlink, before, ipv6Before, existing.isPresent());
                throw e;
            }
        }
    }

    private static void prepareExisting(VmSettings settings, LinkInfo link, boolean ours) {
        TapFit.checkKind(link);
        if (ours && !TapFit.belongsTo(link, settings.owner())) {
            // It is for us to say whose our own TAP is, but not under a VMM that holds it.
            try (TapFd fd = TapFd.attach(settings.name())) {
                fd.owner(settings.name(), settings.owner());
            }
            return;
        }
        TapFit.checkOwner(link, settings.owner());
        if (!TapFit.ownerless(link)) {
            return;
        }
        try (TapFd fd = TapFd.attach(settings.name())) {
            fd.owner(settings.name(), settings.owner());
        } catch (DeviceBusyException e) {
            LOG.warn(
                    "{} has no owner, so that any user may open it; it is in use and cannot be given to {} now: {}",
                    settings.name(),
                    settings.owner(),
                    e.getMessage());
        }
    }

    private static void create(VmSettings settings, Rtnetlink rtnetlink) {
        try (TapFd fd = TapFd.create(settings.name())) {
            fd.owner(settings.name(), settings.owner());
            LinkInfo fresh = Links.present(rtnetlink, settings.name());
            rtnetlink.change(settings.name(), LinkChange.of(fresh.ifindex()).alias(settings.alias()));
            // Last: until here everything ends with the descriptor.
            fd.persistent(settings.name(), true);
        }
    }

    private static VmPair join(
            VmSettings settings,
            Rtnetlink rtnetlink,
            LinkInfo before,
            boolean ipv6Before,
            boolean adopted,
            LinkStatistics statistics) {
        TapDevice ourSide = TapDevice.open(ourSettings(settings));
        try {
            TrafficControl trafficControl = new TrafficControl(rtnetlink, settings.bridge());
            trafficControl.redirect(before, ourSide.link());
            trafficControl.redirect(ourSide.link(), before);
            Ipv6.disable(settings.name());
            rtnetlink.change(
                    settings.name(),
                    LinkChange.of(before.ifindex())
                            .mtu(settings.mtuBytes())
                            .txQueueLength(settings.txQueueLength())
                            .noLinkLocalAddress()
                            .arp(false)
                            .up(true));
            LinkInfo guestSide = Links.present(rtnetlink, settings.name());
            return new VmPair(settings, before, ipv6Before, adopted, guestSide, ourSide, statistics);
        } catch (RuntimeException e) {
            ourSide.close(false);
            throw e;
        }
    }

    private static TapSettings ourSettings(VmSettings settings) {
        return new TapSettings(
                Names.hidden(settings.bridge(), settings.port()),
                settings.bridge(),
                settings.port(),
                Owner.ofThisProcess(),
                false,
                OptionalInt.of(settings.mtuBytes()),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalInt.of(settings.txQueueLength()),
                Optional.empty(),
                List.of(),
                false,
                false);
    }

    /** The VMM's TAP as it was when the pair had been made. */
    public LinkInfo guestSide() {
        return guestSide;
    }

    /** The TAP that we hold. */
    public TapDevice ourSide() {
        return ourSide;
    }

    /** True when somebody else had made the VMM's TAP. */
    public boolean adopted() {
        return adopted;
    }

    /** What the VMM's TAP had counted before the pair was made. */
    public LinkStatistics guestStatisticsBefore() {
        return guestStatisticsBefore;
    }

    /**
     * Frames to the VMM that the redirect could not pass on, because its TAP had no carrier. Blocks for a few system calls.
     *
     * @throws TapIoException when the kernel does not tell
     */
    public long refusedToGuest() {
        try (Rtnetlink rtnetlink = Rtnetlink.open()) {
            return new TrafficControl(rtnetlink, settings.bridge())
                    .redirectOf(ourSide.link())
                    .map(TrafficControl.Filter::drops)
                    .orElse(0L);
        }
    }

    /**
     * Takes the pair apart in reverse order.
     *
     * @param keepPersistent leaves the VMM's TAP in place although we made it, without a redirect
     */
    public void close(boolean keepPersistent) {
        try (Rtnetlink rtnetlink = Rtnetlink.open()) {
            // The name may belong to another netdev by now.
            boolean present = rtnetlink
                    .link(guestSide.ifindex())
                    .map(link -> link.name().equals(settings.name()))
                    .orElse(false);
            if (present) {
                new TrafficControl(rtnetlink, settings.bridge()).removeRedirect(guestSide);
                if (adopted) {
                    Links.restore(rtnetlink, before, ipv6Before);
                } else if (!keepPersistent) {
                    rtnetlink.delete(settings.name(), guestSide.ifindex());
                }
            }
        } catch (TapIoException e) {
            LOG.warn("{}: not taken down cleanly: {}", settings.name(), e.getMessage());
        } finally {
            ourSide.close(false);
        }
    }

    /** A TAP that was there before stays, whoever made it: a VMM may hold it. */
    private static void undo(
            VmSettings settings, Rtnetlink rtnetlink, LinkInfo before, boolean ipv6Before, boolean existed) {
        try {
            new TrafficControl(rtnetlink, settings.bridge()).removeRedirect(before);
            if (existed) {
                Links.restore(rtnetlink, before, ipv6Before);
            } else {
                rtnetlink.delete(settings.name(), before.ifindex());
            }
        } catch (TapIoException e) {
            LOG.warn("{}: not taken down cleanly: {}", settings.name(), e.getMessage());
        }
    }
}
