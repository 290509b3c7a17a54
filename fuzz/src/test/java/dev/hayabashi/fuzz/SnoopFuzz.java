package dev.hayabashi.fuzz;

import dev.hayabashi.bridgecore.Bridge;
import dev.hayabashi.bridgecore.BridgeListener;
import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.BridgeSettings;
import dev.hayabashi.bridgecore.BridgeSnapshot;
import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.MulticastSettings;
import dev.hayabashi.bridgecore.MulticastSnapshot;
import dev.hayabashi.bridgecore.PortSettings;
import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.stp.PortState;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * IGMP and MLD of guests through a bridge that snoops: reports, leaves, queries, hellos, data, links that come and go. Whoever joined
 * and did not leave gets the group's frames; the groups of the link reach everybody; what the bridge shows is what it does;
 * its limits hold; its own questions are sound.
 *
 * <p>Input: an octet of settings (1: fast leave, 2: does not ask, 4: small limits), then steps: an octet with the port in its low two bits
 * and the kind of step above, then what that kind takes.
 */
public final class SnoopFuzz {
    private static final long SECOND = 1_000_000_000L;
    private static final long ADDRESS = 0x0200_0000_00ffL;
    private static final int PORTS = 4;
    private static final int MAX_STEPS = 150;
    private static final int MAX_FRAME_BYTES = 1518;

    /** A bridge's own times: a report is good for 260 s. */
    private static final long PROMISED_NANOS = 200 * SECOND;

    /** Somebody else may have asked, and said that it asks each second. */
    private static final long PROMISED_AFTER_QUERIES_NANOS = 5 * SECOND;

    /** Every port had time to answer, whatever the times. */
    private static final long SETTLED_NANOS = 30 * SECOND;

    private static final DirectMemory.Allocator HEAP = bytes -> new DirectMemory(ByteBuffer.allocate(bytes), 0);
    private static final ByteBuffer MEMORY = ByteBuffer.allocate(Frame.MEMORY_BYTES + 64);

    private final MulticastSettings settings;
    private final Bridge bridge;
    private final BridgePort[] ports = new BridgePort[PORTS + 1];
    private final BitSet reached = new BitSet();
    private final Map<String, Long> promised = new HashMap<>();
    private long now = SECOND;
    private long lastOpened = now;
    private boolean othersMayAsk;
    private long received;

    private SnoopFuzz(int flags) {
        boolean small = (flags & 4) != 0;
        settings = new MulticastSettings(
                (flags & 2) == 0, 125 * SECOND, 10 * SECOND, (flags & 1) != 0, small ? 8 : 64, small ? 3 : 32);
        bridge = new Bridge(
                new BridgeSettings("haya0", ADDRESS, 300 * SECOND, 64, 7, false),
                new BridgeListener() {
                    @Override
                    public void frameFaulted(BridgePort port, RuntimeException fault, long nowNanos) {
                        throw new AssertionError("a mistake over a frame of " + port, fault);
                    }
                },
                HEAP);
        bridge.multicastSnooping(settings);
        for (int number = 1; number <= PORTS; number++) {
            int port = number;
            PortSettings of = PortSettings.of("p" + number, number, 0x0200_0000_ee00L + number, 1500);
            ports[number] = bridge.addPort(of, frame -> left(port, frame), now);
            link(number, true);
        }
    }

    public static void fuzzerTestOneInput(byte[] input) {
        Check.bounded(input.length, () -> {
            Input in = new Input(input);
            SnoopFuzz world = new SnoopFuzz(in.u8());
            world.ticks(12);
            for (int step = 0; step < MAX_STEPS && in.remaining() > 0; step++) {
                world.step(in);
                world.invariants();
            }
            world.end();
        });
    }

    /** Without links there are no members, and there is room for new ones. */
    private void end() {
        for (int number = 1; number <= PORTS; number++) {
            link(number, false);
        }
        ticks(1);
        Check.that(look().groups().isEmpty(), () -> "groups without links: " + look().groups());
        link(1, true);
        long refused = look().refusedJoins();
        for (int group = 0; group < settings.portGroupLimit(); group++) {
            receive(1, igmp(1, 0x16, group(group)));
        }
        Check.same(look().refusedJoins(), refused, () -> "joins refused though all have gone");
    }

    private void step(Input in) {
        int kind = in.u8();
        int port = 1 + (kind & 3);
        now += SECOND / 1000;
        bridge.time(now);
        switch (kind >> 2) {
            case 0 -> ticks(1 + in.below(40));
            case 1 -> link(port, !ports[port].isLinkUp());
            case 2 -> bridge.topologyChanged(now);
            case 3, 4, 5, 6, 7, 8 -> member(kind >> 2, port, in.below(16));
            case 9 -> toAll(port, data4(port, 0xe000_0000 | in.u8()));
            case 10 -> toAll(port, data6(port, 0xff02, 0x1_ff00_0000L | in.u16()));
            case 11 -> anything(port, ip4(port, 0xe000_0016, 2, checked(in.take(in.u8()), 2)));
            case 12 -> anything(port, icmp6(port, 0xff02, 0x16, in.take(in.u8())));
            default -> {
                byte[] frame = in.block();
                if (frame.length <= MAX_FRAME_BYTES) {
                    anything(port, frame);
                }
            }
        }
    }

    private void member(int kind, int port, int number) {
        String four = "4 " + group(number);
        String six = "6 " + number;
        switch (kind) {
            case 3 -> join(port, four, igmp(port, 0x16, group(number)));
            case 4 -> leave(port, four, igmp(port, 0x17, group(number)));
            case 5 -> join(port, six, mld(port, 131, number));
            case 6 -> leave(port, six, mld(port, 132, number));
            case 7 -> data(port, four, data4(port, group(number)));
            default -> data(port, six, data6(port, 0xff05, number));
        }
    }

    private static int group(int number) {
        return 0xef01_0100 | number;
    }

    private void ticks(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += SECOND;
            bridge.tick(now);
        }
    }

    private void link(int port, boolean up) {
        bridge.time(now);
        bridge.linkChanged(ports[port], up);
        bridge.setState(ports[port], up ? PortState.FORWARDING : PortState.DISABLED);
        forget(port);
        lastOpened = now;
    }

    private void forget(int port) {
        promised.keySet().removeIf(promise -> promise.startsWith(port + " "));
    }

    private void join(int port, String group, byte[] frame) {
        long refused = look().refusedJoins();
        receive(port, frame);
        if (ports[port].isLinkUp() && look().refusedJoins() == refused) {
            promised.put(port + " " + group, now + (othersMayAsk ? PROMISED_AFTER_QUERIES_NANOS : PROMISED_NANOS));
        }
    }

    private void leave(int port, String group, byte[] frame) {
        promised.remove(port + " " + group);
        receive(port, frame);
    }

    /** It may be a leave or a question. */
    private void anything(int port, byte[] frame) {
        promised.clear();
        othersMayAsk = true;
        receive(port, frame);
    }

    private void data(int port, String group, byte[] frame) {
        receive(port, frame);
        if (!ports[port].isLinkUp()) {
            return;
        }
        for (int other = 1; other <= PORTS; other++) {
            int to = other;
            if (other != port && promised.getOrDefault(other + " " + group, 0L) > now) {
                Check.that(
                        reached.get(to), () -> "port " + to + " joined " + group + " and gets nothing of port " + port);
            }
        }
        boolean ipv6 = group.startsWith("6");
        MulticastSnapshot shown = look();
        shown.domains().stream()
                .filter(domain -> domain.ipv6() == ipv6 && domain.complete() && now > lastOpened + SETTLED_NANOS)
                .forEach(domain ->
                        Check.same(asSet(port), shownTo(shown, domain, group, port), () -> "ports for " + group));
    }

    private Set<Integer> asSet(int without) {
        Set<Integer> set = new HashSet<>();
        reached.stream().filter(port -> port != without).forEach(set::add);
        return set;
    }

    private Set<Integer> shownTo(MulticastSnapshot shown, MulticastSnapshot.Domain domain, String group, int from) {
        boolean ipv6 = domain.ipv6();
        long low = Long.parseLong(group.substring(2)) & 0xffff_ffffL;
        Set<Integer> to = new HashSet<>(domain.routerPorts());
        shown.groups().stream()
                .filter(each -> each.ipv6() == ipv6 && each.low() == low && each.high() == (ipv6 ? 0xff05L << 48 : 0))
                .forEach(each -> each.members().forEach(member -> to.add(member.portNumber())));
        to.removeIf(port -> port == from || !ports[port].isLinkUp());
        return to;
    }

    private void toAll(int port, byte[] frame) {
        receive(port, frame);
        for (int other = 1; other <= PORTS; other++) {
            int to = other;
            if (ports[port].isLinkUp() && to != port && ports[to].isLinkUp()) {
                Check.that(reached.get(to), () -> "of the link, and not at port " + to + ": " + Octets.hex(frame));
            }
        }
    }

    private MulticastSnapshot look() {
        return bridge.multicast(now);
    }

    private void receive(int port, byte[] octets) {
        reached.clear();
        MEMORY.put(0, new byte[Frame.VNET_HEADER_BYTES]).put(Frame.VNET_HEADER_BYTES, octets);
        Frame frame = new Frame(MEMORY, 0);
        frame.received(0, Frame.VNET_HEADER_BYTES + octets.length);
        received++;
        bridge.receive(ports[port], frame, now);
    }

    private SendResult left(int port, Frame frame) {
        byte[] octets = new byte[frame.totalBytes()];
        frame.memory().get(frame.start(), octets);
        byte[] ethernet = Sound.cut(octets, Frame.VNET_HEADER_BYTES);
        if (Octets.u48(ethernet, 6) == ADDRESS) {
            question(ethernet);
        } else {
            reached.set(port);
        }
        return SendResult.SENT;
    }

    /** What the bridge asks: RFC 3376 clause 4.1, RFC 3810 clause 5.1. */
    private static void question(byte[] frame) {
        String what = "the bridge asks " + Octets.hex(frame);
        int type = Octets.u16(frame, 12);
        if (type == 0x0800) {
            int header = (Octets.u8(frame, 14) & 0xf) * 4;
            int end = 14 + Octets.u16(frame, 16);
            Check.that(end <= frame.length && Octets.sum(0, frame, 14, 14 + header) == 0xffff, () -> "header: " + what);
            Check.that(Octets.u8(frame, 22) == 1 && Octets.u8(frame, 23) == 2, () -> "hops: " + what);
            Check.that(Octets.sum(0, frame, 14 + header, end) == 0xffff, () -> "checksum: " + what);
            Check.same(Octets.u8(frame, 14 + header), 0x11, () -> what);
        } else if (type == 0x86dd) {
            int end = 54 + Octets.u16(frame, 18);
            Check.that(end <= frame.length && Octets.u8(frame, 21) == 1, () -> "header: " + what);
            byte[] rest = {0, (byte) (end - 62), 0, 58};
            int sum = Octets.sum(Octets.sum(0, rest, 0, 4), frame, 22, 54);
            Check.that(Octets.sum(sum, frame, 62, end) == 0xffff, () -> "checksum: " + what);
            Check.same(Octets.u8(frame, 62), 130, () -> what);
        }
    }

    private void invariants() {
        BridgeSnapshot.Fates fates = bridge.snapshot(true, now).fates();
        Check.same(fates.received(), received, () -> "frames received");
        Check.same(fates.relayed() + fates.consumed() + fates.dropped(), received, () -> "in = out + drops: " + fates);
        MulticastSnapshot shown = look();
        Check.that(
                shown.groups().size() <= settings.groupLimit(),
                () -> "groups: " + shown.groups().size());
        int[] groupsOfPort = new int[PORTS + 1];
        for (MulticastSnapshot.Group group : shown.groups()) {
            Check.that(!group.members().isEmpty(), () -> "nobody is in " + group);
            for (MulticastSnapshot.Member member : group.members()) {
                groupsOfPort[member.portNumber()]++;
                Check.that(ports[member.portNumber()].isLinkUp(), () -> "a member without a link: " + group);
            }
        }
        for (int number = 1; number <= PORTS; number++) {
            int groups = groupsOfPort[number];
            Check.that(groups <= settings.portGroupLimit(), () -> "groups of a port: " + groups);
        }
    }

    // Frames.

    private static byte[] igmp(int port, int type, int group) {
        byte[] message = {(byte) type, 0, 0, 0, 0, 0, 0, 0};
        Sound.put32(message, 4, group);
        return ip4(port, type == 0x17 ? 0xe000_0002 : group, 2, checked(message, 2));
    }

    private static byte[] checked(byte[] message, int field) {
        if (message.length >= field + 2) {
            Octets.put16(message, field, 0);
            Octets.put16(message, field, ~Octets.sum(0, message, 0, message.length));
        }
        return message;
    }

    private static byte[] data4(int port, int group) {
        return ip4(port, group, 17, new byte[16]);
    }

    /** With router alert, as IGMP has it. */
    private static byte[] ip4(int port, int destination, int protocol, byte[] payload) {
        byte[] frame = ethernet(0x0100_5e00_0000L | (destination & 0x7f_ffff), port, 0x0800, 24 + payload.length);
        Octets.put16(frame, 14, 0x46c0);
        Octets.put16(frame, 16, 24 + payload.length);
        Octets.put16(frame, 22, 0x0100 | protocol);
        Sound.put32(frame, 26, 0x0a00_0000 | port);
        Sound.put32(frame, 30, destination);
        Sound.put32(frame, 34, 0x9404_0000);
        Octets.put16(frame, 24, ~Octets.sum(0, frame, 14, 38));
        System.arraycopy(payload, 0, frame, 38, payload.length);
        return frame;
    }

    private static byte[] mld(int port, int type, int number) {
        byte[] message = new byte[24];
        message[0] = (byte) type;
        Octets.put16(message, 8, 0xff05);
        Octets.put16(message, 22, number);
        return type == 132 ? icmp6(port, 0xff02, 2, message) : icmp6(port, 0xff05, number, message);
    }

    /** Behind a hop-by-hop header with router alert. */
    private static byte[] icmp6(int port, int high, long low, byte[] message) {
        byte[] frame = ip6(port, high, low, 0, 8 + message.length);
        frame[54] = 58;
        Sound.put32(frame, 56, 0x0502_0000);
        Octets.put16(frame, 60, 0x0100);
        System.arraycopy(message, 0, frame, 62, message.length);
        if (message.length >= 4) {
            Octets.put16(frame, 64, 0);
            byte[] rest = {0, (byte) message.length, 0, 58};
            int sum = Octets.sum(Octets.sum(0, rest, 0, 4), frame, 22, 54);
            Octets.put16(frame, 64, ~Octets.sum(sum, frame, 62, frame.length));
        }
        return frame;
    }

    private static byte[] data6(int port, int high, long low) {
        return ip6(port, high, low, 17, 16);
    }

    private static byte[] ip6(int port, int high, long low, int next, int payload) {
        byte[] frame = ethernet(0x3333_0000_0000L | (low & 0xffff_ffffL), port, 0x86dd, 40 + payload);
        Octets.put16(frame, 14, 0x6000);
        Octets.put16(frame, 18, payload);
        Octets.put16(frame, 20, next << 8 | 1);
        Octets.put16(frame, 22, 0xfe80);
        Octets.put16(frame, 36, port);
        Octets.put16(frame, 38, high);
        Sound.put48(frame, 48, low);
        return frame;
    }

    private static byte[] ethernet(long destination, int port, int type, int payload) {
        byte[] frame = new byte[14 + payload];
        Sound.put48(frame, 0, destination);
        Sound.put48(frame, 6, 0x0200_0000_0000L | port);
        Octets.put16(frame, 12, type);
        return frame;
    }
}
