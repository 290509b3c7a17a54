package dev.hayabashi.bridgecore;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Messages of hosts and routers about groups, written by the RFCs' figures and not by the code under test. */
final class GroupMessages {
    /** Group of most tests, 239.1.2.3. */
    static final int GROUP = 0xef01_0203;

    /** ff15::abcd. */
    static final String GROUP_V6 = "ff15000000000000000000000000abcd";

    private GroupMessages() {}

    static long mac(int group) {
        return 0x0100_5e00_0000L | (group & 0x7f_ffff);
    }

    static long mac(String groupV6) {
        return 0x3333_0000_0000L | Long.parseLong(groupV6.substring(24), 16);
    }

    /** Data to an IPv4 group: UDP without ports that matter. */
    static Frame data(int station, int group) {
        return ipv4(mac(group), station, 0x0a00_0000 | station, group, 17, "1234123400080000");
    }

    static Frame dataV6(int station, String group) {
        return ipv6(station, address(station), group, "11", 8, "1234123400080000");
    }

    static Frame igmp(int station, int source, int destination, int type, int code, int group, String more) {
        String body = "%02x%02x0000%08x".formatted(type, code, group) + more;
        return ipv4(mac(destination), station, source, destination, 2, withChecksum(body, 2, 0));
    }

    static Frame joinV1(int station, int group) {
        return igmp(station, 0x0a00_0000 | station, group, 0x12, 0, group, "");
    }

    static Frame joinV2(int station, int group) {
        return igmp(station, 0x0a00_0000 | station, group, 0x16, 0, group, "");
    }

    static Frame leaveV2(int station, int group) {
        return igmp(station, 0x0a00_0000 | station, 0xe000_0002, 0x17, 0, group, "");
    }

    /** An IGMPv3 report; {@code records} in hexadecimal, {@code count} of them. */
    static Frame reportV3(int station, int count, String records) {
        return igmp(station, 0x0a00_0000 | station, 0xe000_0016, 0x22, 0, count, records);
    }

    static String recordV3(int type, int group, int... sources) {
        StringBuilder text = new StringBuilder("%02x00%04x%08x".formatted(type, sources.length, group));
        for (int source : sources) {
            text.append("%08x".formatted(source));
        }
        return text.toString();
    }

    static Frame queryV2(int station, int source, int group) {
        return igmp(station, source, group == 0 ? 0xe000_0001 : group, 0x11, 100, group, "");
    }

    static Frame queryV3(int station, int source, int group, String more) {
        return igmp(station, source, group == 0 ? 0xe000_0001 : group, 0x11, 100, group, more);
    }

    static Frame pimHello(int station) {
        return ipv4(
                mac(0xe000_000d),
                station,
                0x0a00_0000 | station,
                0xe000_000d,
                103,
                withChecksum("200000000001000200690000", 2, 0));
    }

    static Frame mld(int station, String source, String destination, int type, int code, String group, String more) {
        String body = "%02x000000%04x0000".formatted(type, code) + group + more;
        return icmpv6(station, source, destination, body);
    }

    static Frame joinMld1(int station, String group) {
        return mld(station, address(station), group, 131, 0, group, "");
    }

    static Frame doneMld1(int station, String group) {
        return mld(station, address(station), "ff020000000000000000000000000002", 132, 0, group, "");
    }

    static Frame queryMld1(int station, String source) {
        return mld(station, source, "ff020000000000000000000000000001", 130, 10_000, "0".repeat(32), "");
    }

    static Frame reportMld2(int station, int count, String records) {
        return icmpv6(
                station,
                address(station),
                "ff020000000000000000000000000016",
                "8f000000" + "%08x".formatted(count) + records);
    }

    static String recordMld2(int type, String group, String... sources) {
        return "%02x00%04x".formatted(type, sources.length) + group + String.join("", sources);
    }

    /** Link-local address of a station. */
    static String address(int station) {
        return "fe80%028x".formatted(station);
    }

    private static Frame icmpv6(int station, String source, String destination, String body) {
        long sum = words(source) + words(destination) + body.length() / 2 + 58;
        String icmp = withChecksum(body, 2, sum);
        return ipv6(station, source, destination, "00", 8 + icmp.length() / 2, "3a00050200000100" + icmp);
    }

    private static Frame ipv6(int station, String source, String destination, String next, int bytes, String payload) {
        String hopLimit = "01";
        return frame(
                mac(destination),
                station,
                0x86dd,
                "60000000" + "%04x".formatted(bytes) + next + hopLimit + source + destination + payload);
    }

    private static Frame ipv4(long mac, int station, int source, int destination, int protocol, String payload) {
        String header = "46c0%04x0000400001%02x0000%08x%08x94040000"
                .formatted(24 + payload.length() / 2, protocol, source, destination);
        return frame(mac, station, 0x0800, withChecksum(header, 10, 0) + payload);
    }

    /** Over memory of its own that is no larger than it must be: tests make many. */
    private static Frame frame(long destination, int station, int etherType, String payloadHex) {
        byte[] payload = HexFormat.of().parseHex(payloadHex);
        int length = Math.max(Frames.MINIMUM_BYTES, Frame.ETHERNET_HEADER_BYTES + payload.length);
        Frame frame = new Frame(ByteBuffer.allocate(Frame.VNET_HEADER_BYTES + length), 0);
        Frames.fill(frame, destination, Segment.station(station), length, 0);
        int at = Frame.VNET_HEADER_BYTES + 12;
        frame.memory().putShort(at, (short) etherType).put(at + 2, payload);
        return frame;
    }

    private static String withChecksum(String hex, int at, long pseudoHeader) {
        long sum = words(hex) + pseudoHeader;
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return hex.substring(0, 2 * at) + "%04x".formatted(~sum & 0xffff) + hex.substring(2 * at + 4);
    }

    private static long words(String hex) {
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
        long sum = 0;
        while (bytes.remaining() >= 2) {
            sum += bytes.getShort() & 0xffff;
        }
        return sum;
    }
}
