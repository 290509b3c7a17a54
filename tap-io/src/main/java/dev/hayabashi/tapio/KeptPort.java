package dev.hayabashi.tapio;

import dev.hayabashi.tapio.drops.KeptDrops;
import dev.hayabashi.tapio.loop.LinkState;
import dev.hayabashi.tapio.netlink.LinkInfo;
import java.util.List;
import java.util.Optional;

/**
 * What a process that takes a port over must know besides the port's {@link PortSpec} and descriptor, and cannot ask the
 * kernel. Plain values, fit for JSON.
 *
 * @param present whether there is a descriptor; without one the port waits for its netdev or its client to come back
 * @param linkState the last known state of the link
 * @param ifindex the netdev that the descriptor belongs to, for kind {@code vm} the VMM's TAP; 0 without one
 * @param adopted whether somebody else had made the netdev
 * @param found the netdev as it was found, to be given back so; empty when it was made for the port
 * @param ipv6Found whether it had IPv6
 * @param addresses the IP addresses that were added to what was found, in slash form
 * @param headerBytes length of the virtio-net header of a packet socket; 0 for other kinds
 * @param stream for kind {@code stream} only
 * @param drops what the kernel has lost at the port; empty for kind {@code stream}, and from a process that did not look
 */
public record KeptPort(
        boolean present,
        LinkState linkState,
        int ifindex,
        boolean adopted,
        Optional<LinkInfo> found,
        boolean ipv6Found,
        List<String> addresses,
        int headerBytes,
        Optional<KeptStream> stream,
        Optional<KeptDrops> drops) {
    /** A port without a descriptor. */
    static KeptPort absent(LinkState linkState) {
        return new KeptPort(
                false, linkState, 0, false, Optional.empty(), false, List.of(), 0, Optional.empty(), Optional.empty());
    }

    KeptPort withDrops(KeptDrops lost) {
        return new KeptPort(
                present,
                linkState,
                ifindex,
                adopted,
                found,
                ipv6Found,
                addresses,
                headerBytes,
                stream,
                Optional.of(lost));
    }

    /** A port of kind {@code stream}. */
    static KeptPort of(LinkState linkState, KeptStream stream) {
        return new KeptPort(
                stream.peer().isPresent(),
                linkState,
                0,
                false,
                Optional.empty(),
                false,
                List.of(),
                0,
                Optional.of(stream),
                Optional.empty());
    }

    /** Whether the descriptor of a listening socket goes over, ahead of the port's other one. */
    public boolean listens() {
        return stream.map(KeptStream::listens).orElse(false);
    }
}
