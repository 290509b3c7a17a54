package dev.hayabashi.bridgecore;

import java.nio.ByteBuffer;

/**
 * Writes the bridge's own queries: IGMPv3 (RFC 3376 clause 4.1) and MLDv2 (RFC 3810 clause 5.1), which hosts of the older
 * versions take for one of theirs. IPv4 queries come from 0.0.0.0, as those of a switch that is no router do (RFC 4541 clause
 * 2.1.1); IPv6 has no such thing, so MLD's come from the link-local address of the bridge's MAC address (RFC 4291 appendix A).
 */
final class MulticastQuery {
    private static final int L3 = Frame.VNET_HEADER_BYTES + Frame.ETHERNET_HEADER_BYTES;
    private static final long LINK_LOCAL = 0xfe80_0000_0000_0000L;
    private static final int ROUTER_ALERT_V4 = 0x9404_0000;
    /** ICMPv6 next, no more octets, router alert of value 0 (MLD), PadN of none. */
    private static final long HOP_BY_HOP = 0x3a00_0502_0000_0100L;

    private static final int IPV4_BYTES = 24;
    private static final int IGMP_BYTES = 12;
    private static final int IPV6_BYTES = 40;
    private static final int MLD_BYTES = 28;
    private static final int MINIMUM_BYTES = 60;
    private static final long SECOND = 1_000_000_000L;
    private static final long ALL_NODES_V6 = 0xff02_0000_0000_0000L;
    private static final int ALL_HOSTS = 0xe000_0001;

    /** Robustness variable, with the S flag clear. */
    private static final byte ROBUSTNESS = 2;

    private final MulticastSettings settings;
    private final long source;
    private final Frame frame;

    MulticastQuery(MulticastSettings settings, long bridgeAddress, DirectMemory.Allocator allocator) {
        this.settings = settings;
        this.source = bridgeAddress;
        DirectMemory memory = allocator.allocate(Frame.VNET_HEADER_BYTES + 128);
        this.frame = new Frame(memory.buffer(), memory.address());
    }

    /** Interface identifier of the bridge's link-local address: its MAC address in modified EUI-64 form. */
    static long interfaceId(long mac) {
        return (((mac >>> 24) << 40) | 0xff_fe00_0000L | (mac & 0xff_ffffL)) ^ 0x0200_0000_0000_0000L;
    }

    /** A query; overwritten by the next one. {@code high} and {@code low} are the group's address, 0 for all groups. */
    Frame of(boolean ipv6, long high, long low, long responseNanos) {
        ByteBuffer memory = frame.memory();
        for (int i = 0; i < memory.capacity(); i++) {
            memory.put(i, (byte) 0);
        }
        int interval = GroupTimes.intervalCode(settings.queryIntervalNanos() / SECOND);
        int bytes = ipv6 ? mld(memory, high, low, responseNanos, interval) : igmp(memory, low, responseNanos, interval);
        int at = Frame.VNET_HEADER_BYTES + 6;
        memory.putShort(at, (short) (source >>> 32)).putInt(at + 2, (int) source);
        frame.received(Frame.VNET_HEADER_BYTES + Math.max(MINIMUM_BYTES, bytes));
        return frame;
    }

    private static int igmp(ByteBuffer memory, long group, long responseNanos, int interval) {
        int destination = group == 0 ? ALL_HOSTS : (int) group;
        memory.putShort(Frame.VNET_HEADER_BYTES, (short) 0x0100)
                .putInt(Frame.VNET_HEADER_BYTES + 2, 0x5e00_0000 | (destination & 0x7f_ffff))
                .putShort(L3 - 2, (short) 0x0800)
                // Version 4, six words, class CS6 (RFC 3376 clause 4), TTL 1.
                .putInt(L3, 0x46c0_0000 | (IPV4_BYTES + IGMP_BYTES))
                .putInt(L3 + 8, 0x0102_0000)
                .putInt(L3 + 16, destination)
                .putInt(L3 + 20, ROUTER_ALERT_V4);
        memory.putShort(L3 + 10, (short) InternetChecksum.of(InternetChecksum.sum(memory, L3, IPV4_BYTES)));
        int at = L3 + IPV4_BYTES;
        memory.put(at, (byte) 0x11)
                .put(at + 1, (byte) (responseNanos / (SECOND / 10)))
                .putInt(at + 4, (int) group)
                .put(at + 8, ROBUSTNESS)
                .put(at + 9, (byte) interval);
        memory.putShort(at + 2, (short) InternetChecksum.of(InternetChecksum.sum(memory, at, IGMP_BYTES)));
        return Frame.ETHERNET_HEADER_BYTES + IPV4_BYTES + IGMP_BYTES;
    }

    private int mld(ByteBuffer memory, long high, long low, long responseNanos, int interval) {
        boolean general = (high | low) == 0;
        int at = L3 + IPV6_BYTES;
        memory.putShort(Frame.VNET_HEADER_BYTES, (short) 0x3333)
                .putInt(Frame.VNET_HEADER_BYTES + 2, general ? 1 : (int) low)
                .putShort(L3 - 2, (short) 0x86dd)
                .putInt(L3, 0x6000_0000)
                .putShort(L3 + 4, (short) (8 + MLD_BYTES))
                .putShort(L3 + 6, (short) 0x0001)
                .putLong(L3 + 8, LINK_LOCAL)
                .putLong(L3 + 16, interfaceId(source))
                .putLong(L3 + 24, general ? ALL_NODES_V6 : high)
                .putLong(L3 + 32, general ? 1 : low)
                .putLong(at, HOP_BY_HOP);
        at += 8;
        memory.put(at, (byte) 130)
                .putShort(at + 4, (short) (responseNanos / (SECOND / 1000)))
                .putLong(at + 8, high)
                .putLong(at + 16, low)
                .put(at + 24, ROBUSTNESS)
                .put(at + 25, (byte) interval);
        long pseudoHeader = InternetChecksum.sum(memory, L3 + 8, 32) + MLD_BYTES + 58;
        memory.putShort(
                at + 2, (short) InternetChecksum.of(InternetChecksum.sum(memory, at, MLD_BYTES) + pseudoHeader));
        return Frame.ETHERNET_HEADER_BYTES + IPV6_BYTES + 8 + MLD_BYTES;
    }
}
