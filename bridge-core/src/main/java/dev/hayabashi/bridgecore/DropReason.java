package dev.hayabashi.bridgecore;

import java.util.Locale;

/**
 * Why a frame, or one copy of a flooded frame, went no further. Every discard of the frame path names one of these and
 * counts it on a port: reasons of {@link Stage#EGRESS} on the port that the frame should have left by, all others on
 * the port it came in by.
 */
public enum DropReason {
    PORT_DISABLED(
            Stage.ADMIT,
            "The port is down for the bridge: no carrier, administratively off, or shut by a guard.",
            "Bring the link up; `hayabashi stp` shows whether a guard holds the port."),
    RUNT(
            Stage.ADMIT,
            "Shorter than an Ethernet header (14 bytes).",
            "The sender's driver is broken, or it does not write the 12-byte virtio-net header first."),
    BAD_LENGTH(
            Stage.ADMIT,
            "A client of a `stream` port announced a frame of 0 or of more than 65,550 bytes; its connection was closed.",
            "The client does not speak QEMU's framing (32-bit big-endian length, then the frame); see its `-netdev` option."),
    OVERSIZE(
            Stage.ADMIT,
            "Longer than the ingress port's MTU with its Ethernet header and two VLAN tags, and no segmentation super-frame.",
            "Raise `mtu` of the bridge, or lower the sender's."),
    TRANSIT_DELAY(
            Stage.ADMIT,
            "The frame came from another bridge and waited for seconds while the daemon stood still: meanwhile it may have gone another way.",
            "Look for what stopped the process: a host without processor time, SIGSTOP, a machine that slept."),
    GROUP_SOURCE(
            Stage.ADMIT,
            "The source is a multicast or broadcast address, which 802.1D never allows.",
            "The sender is broken or hostile."),
    ZERO_SOURCE(
            Stage.ADMIT,
            "The source is 00:00:00:00:00:00.",
            "The guest was started without a MAC address; give it one."),
    OWN_SOURCE(
            Stage.ADMIT,
            "The source is an address of this bridge itself: its own frame came back, or somebody forges it.",
            "Look for a loop behind the port."),
    VLAN_INGRESS(
            Stage.ADMIT,
            "The bridge filters by VLAN and the port is not in the frame's: its tag, or for an untagged frame the native VLAN.",
            "Add the VLAN to `vlans` of the port, or set `vlan` for untagged frames."),
    LOCKED(
            Stage.ADMIT,
            "The port is locked and the source has no static entry on it; or it is guarded and the source belongs to another port.",
            "Add the address to the port's `static` list, or stop the guest that forges it."),
    MAC_LIMIT(
            Stage.ADMIT,
            "The port has learned as many addresses as its `mac-limit` allows and this source is a new one.",
            "Raise `mac-limit`, or look for a guest that forges addresses."),
    MAC_FLAPPING(
            Stage.ADMIT,
            "The source was heard on two ports in turns, too often; for some seconds it stays where it is.",
            "Two guests have one MAC address, or there is a loop; `hayabashi events` names the two ports."),
    IP_SOURCE_GUARD(
            Stage.ADMIT,
            "The port may only use the IP addresses that were leased to it, and this is another one.",
            "Let the guest use DHCP, or add the address to `source-addresses`."),
    STORM_BROADCAST(
            Stage.ADMIT,
            "The port sends more broadcast than its `storm-control` allows.",
            "Look for a loop or a scanner behind the port; raise `storm-control` if this is meant."),
    STORM_MULTICAST(
            Stage.ADMIT,
            "The port sends more multicast than its `storm-control` allows.",
            "Raise `storm-control` if the port is meant to send a stream."),
    RATE_LIMIT(
            Stage.ADMIT,
            "The port sends more than the `rx` part of its `rate-limit` allows.",
            "Nothing to mend; raise `rate-limit` if the guest should have more."),
    RESERVED_ADDRESS(
            Stage.RESERVED,
            "Sent to 01-80-C2-00-00-00 to 0F, which a bridge never relays (802.1D clause 7.12.6).",
            "Nothing to mend. `stp: {mode: off, reserved: transparent}` relays them in a lab."),
    BPDU_NOT_WANTED(
            Stage.RESERVED,
            "A BPDU arrived and this bridge runs no spanning tree (`stp: off`).",
            "Turn `stp` on, or set `reserved: transparent`."),
    PORT_DISCARDING(
            Stage.GATE,
            "The spanning tree holds the port in discarding (blocking, listening).",
            "`hayabashi stp` says why. A port that only guests are behind should be an edge port: `edge: true`."),
    PORT_LEARNING(
            Stage.GATE,
            "The spanning tree holds the port in learning: the source was learned, the frame goes no further.",
            "A port that only guests are behind should be an edge port: `edge: true`."),
    LOOP_DETECTED(
            Stage.GATE,
            "A probe of this bridge came back: there is a loop that hides BPDUs, and this port is shut while it lasts.",
            "`hayabashi events` names the two ends; take one of the cables or the guest's bridge away."),
    DHCP_GUARD(
            Stage.SERVICES,
            "A message that only a DHCP server sends came from a guest port.",
            "Stop the server in the guest, or attach it by a port of kind `tap` or `netdev`."),
    RA_GUARD(
            Stage.SERVICES,
            "A router advertisement or DHCPv6 reply came from a guest port.",
            "Stop the router in the guest, or attach it by a port of kind `tap` or `netdev`."),
    MULTICAST_ROUTER_GUARD(
            Stage.SERVICES,
            "The bridge snoops on multicast, and a query or hello of a multicast router came from a guest port.",
            "Stop the router in the guest, or set `ra-guard: false` on the port if it is meant to be one."),
    SAME_PORT(
            Stage.LOOKUP,
            "The destination is behind the port that the frame came in by.",
            "Nothing to mend: a segment with a switch or hub behind one port does this."),
    TO_BRIDGE(
            Stage.LOOKUP,
            "Addressed to one of the bridge's own MAC addresses, behind which there is no network stack.",
            "Nothing to mend; address the gateway instead."),
    STORM_UNKNOWN_UNICAST(
            Stage.LOOKUP,
            "The port sends more to unknown addresses than its `storm-control` allows.",
            "Look for a scanner, or for a station that only listens and is forgotten; a `static` entry keeps it known."),
    NO_EGRESS(
            Stage.LOOKUP,
            "A flooded frame found no other port that may have it.",
            "Check that other ports are up and forwarding, and their `isolated` and `flood` settings."),
    NO_LISTENER(
            Stage.LOOKUP,
            "The bridge snoops on multicast and nobody has joined the frame's group.",
            "Nothing to mend if nobody listens; `hayabashi groups` shows who has joined what."),
    VLAN_EGRESS(
            Stage.LOOKUP,
            "The destination is behind a port that is not in the frame's VLAN.",
            "Add the VLAN to `vlans` of that port if the two are to talk."),
    INTERNAL_ERROR(
            Stage.LOOKUP,
            "The bridge itself made a mistake over this frame.",
            "The daemon's log has the details; please report them."),
    EGRESS_ISOLATED(
            Stage.LOOKUP,
            "The destination is behind an isolated port and the frame came from another isolated port.",
            "Set `isolated: false` on one of the two if they are to talk."),
    EGRESS_NOT_FORWARDING(
            Stage.LOOKUP, "The port that the destination is behind is not forwarding.", "`hayabashi stp` says why."),
    EGRESS_CLOSED(
            Stage.EGRESS,
            "The port is not forwarding any more: the frame waited in its egress queue, or is a late answer of a service.",
            "`hayabashi stp` says why the port was closed."),
    EGRESS_VLAN(
            Stage.EGRESS,
            "A service of the bridge had an answer for a port that is not in the services' VLAN, 1.",
            "Add VLAN 1 to the port if the gateway is to serve it."),
    EGRESS_MTU(Stage.EGRESS, "Longer than the egress port's MTU.", "Give all ports of a bridge the same MTU."),
    EGRESS_RATE_LIMIT(
            Stage.EGRESS,
            "More is sent to the port than the `tx` part of its `rate-limit` allows.",
            "Nothing to mend; raise `rate-limit` if the guest should have more."),
    EGRESS_LINK_DOWN(
            Stage.EGRESS,
            "The egress link went down while the frame was on its way, or a `stream` client is away for a moment.",
            "Bring the link up."),
    EGRESS_QUEUE_FULL(
            Stage.EGRESS,
            "The egress queue is full: the receiver takes frames more slowly than they come.",
            "The guest is busy or stopped; a larger `queue` only hides bursts."),
    EGRESS_NO_BUFFERS(
            Stage.EGRESS,
            "The kernel had no room for the frame (ENOBUFS).",
            "Raise the netdev's txqueuelen, or net.core.wmem_max for an AF_PACKET port."),
    EGRESS_GONE(
            Stage.EGRESS,
            "The egress netdev was deleted.",
            "It is picked up again when a netdev of that name re-appears."),
    EGRESS_BAD_OFFLOAD(
            Stage.EGRESS,
            "The virtio-net header asks for a segmentation or a checksum that does not fit the frame, and the egress port takes finished frames only.",
            "The sender's driver is broken; `ethtool -K DEV tx off tso off` in the guest goes round it."),
    EGRESS_FAILED(
            Stage.EGRESS,
            "The kernel refused the frame with another error.",
            "`hayabashi ports` names the last error of the port.");

    /** Where on a frame's way the refusal happens; the order is the order of the frame path. */
    public enum Stage {
        ADMIT,
        RESERVED,
        GATE,
        SERVICES,
        LOOKUP,
        EGRESS
    }

    private static final DropReason[] REASONS = values();

    private final Stage stage;
    private final String meaning;
    private final String remedy;
    private final String label;

    DropReason(Stage stage, String meaning, String remedy) {
        this.stage = stage;
        this.meaning = meaning;
        this.remedy = remedy;
        this.label = name().toLowerCase(Locale.ROOT);
    }

    /** Number of reasons. */
    public static int count() {
        return REASONS.length;
    }

    /** The reason with this ordinal. */
    public static DropReason of(int ordinal) {
        return REASONS[ordinal];
    }

    public Stage stage() {
        return stage;
    }

    /** One sentence: what happened. */
    public String meaning() {
        return meaning;
    }

    /** One sentence: what to do about it. */
    public String remedy() {
        return remedy;
    }

    /** Name in JSON and metrics, {@code port_discarding}. */
    public String label() {
        return label;
    }
}
