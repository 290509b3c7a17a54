package dev.hayabashi.daemon.runtime;

import static dev.hayabashi.fuzz.Octets.u16;
import static dev.hayabashi.fuzz.Octets.u48;
import static dev.hayabashi.fuzz.Octets.u8;

import dev.hayabashi.bridgecore.Bridge;
import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.bridgecore.OffloadCompletion;
import dev.hayabashi.bridgecore.PortIo;
import dev.hayabashi.bridgecore.PortProtection;
import dev.hayabashi.bridgecore.PortSettings;
import dev.hayabashi.bridgecore.PortStatistics;
import dev.hayabashi.bridgecore.RateLimit;
import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.bridgecore.StormLimits;
import dev.hayabashi.bridgecore.VlanMembership;
import dev.hayabashi.fuzz.Check;
import dev.hayabashi.fuzz.Octets;
import dev.hayabashi.fuzz.OffloadModel;
import dev.hayabashi.fuzz.ServicesFuzz;
import dev.hayabashi.stp.PortState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A port of the world of {@link FrameFuzz}, and what may leave by it. 1: a guest. 2: a guest that may use one IP address, isolated.
 * 3: a guest in VLAN 10, isolated. 4: a trunk to another bridge. 5: takes finished frames only, and not always. 6: a lab port that
 * lets link-local protocols pass.
 */
final class FramePort implements PortIo {
    private static final long LOOP_PROBES = 0x0348_4159_4101L;
    private static final long BPDUS = 0x0180_c200_0000L;
    private static final int HEADER = Frame.VNET_HEADER_BYTES;
    private static final int PINNED_SOURCE = 0xc0a8_7a32;
    private static final int MTU = 1500;

    private final int number;
    private final boolean vlans;
    private final BooleanSupplier ownService;
    private final OffloadCompletion completion;
    private final List<byte[]> finished = new ArrayList<>();
    private @Nullable BridgePort seat;
    private boolean hasTree;
    private SendResult answer = SendResult.SENT;
    private long sent;
    private @Nullable FramePort in;
    private byte[] incoming = new byte[0];
    private boolean inWasOpen;
    private int copies;

    FramePort(int number, boolean vlans, BooleanSupplier ownService, DirectMemory.Allocator memory) {
        this.number = number;
        this.vlans = vlans;
        this.ownService = ownService;
        this.completion = new OffloadCompletion(this::takeFinished, memory);
    }

    static boolean isGuest(int number) {
        return number <= 3;
    }

    boolean isGuest() {
        return isGuest(number);
    }

    PortSettings settings() {
        StormLimits storm = number == 1
                ? new StormLimits(RateLimit.perSecond(20, 0), RateLimit.perSecond(20, 0), RateLimit.perSecond(20, 0))
                : StormLimits.NONE;
        PortProtection protection = new PortProtection(
                storm,
                RateLimit.NONE,
                RateLimit.NONE,
                number == 2,
                number == 2 ? List.of(PINNED_SOURCE) : List.of(),
                isGuest(),
                number == 6);
        BitSet tagged = new BitSet();
        if (number == 4) {
            tagged.set(10);
            tagged.set(20);
        } else if (number == 6) {
            tagged.set(10);
        }
        return new PortSettings(
                "p" + number,
                number,
                0x0200_0000_ee00L + number,
                MTU,
                number == 2 || number == 3,
                true,
                number == 3,
                false,
                true,
                true,
                true,
                number == 1 ? 4 : 0,
                number == 5 ? 3 : 16,
                List.of(),
                protection,
                new VlanMembership(number == 3 ? 10 : 1, tagged));
    }

    void seat(Bridge bridge, BridgePort port, boolean tree) {
        seat = port;
        hasTree = tree;
        Check.that(bridge.port(number) == port, () -> "port " + number);
    }

    BridgePort seat() {
        return Objects.requireNonNull(seat);
    }

    /** What the descriptor says from now on. */
    void answers(int code) {
        SendResult[] all = SendResult.values();
        answer = all[code % all.length];
    }

    /** A frame comes in by {@code from}. */
    void begins(FramePort from, byte[] frame) {
        in = from;
        incoming = frame;
        inWasOpen = from.seat().state() == PortState.FORWARDING;
        copies = 0;
    }

    void ends() {
        in = null;
        incoming = new byte[0];
    }

    private SendResult takeFinished(Frame frame) {
        if (answer == SendResult.SENT) {
            finished.add(octets(frame));
        }
        return answer;
    }

    private static byte[] octets(Frame frame) {
        byte[] octets = new byte[frame.totalBytes()];
        frame.memory().get(frame.start(), octets);
        return octets;
    }

    @Override
    public SendResult send(Frame frame) {
        byte[] octets = octets(frame);
        if (octets.length < HEADER + 14) {
            throw new AssertionError("a runt leaves by " + number);
        }
        if (!ownService.getAsBoolean()) {
            long destination = u48(octets, HEADER);
            boolean own = u48(octets, HEADER + 6) == settings().address();
            if (in != null && !(own && (destination == BPDUS || destination == LOOP_PROBES))) {
                relayed(in, octets);
            }
        }
        SendResult result = answer;
        if (number == 5) {
            finished.clear();
            result = completion.send(frame);
            if (answer == SendResult.SENT) {
                OffloadModel.check(octets, result == SendResult.SENT, List.copyOf(finished));
            }
            Check.same(octets(frame), octets, () -> "a frame that was completed for one port");
        }
        sent += result == SendResult.SENT ? 1 : 0;
        return result;
    }

    /** A copy of the frame at hand leaves. */
    private void relayed(FramePort from, byte[] octets) {
        String what = "from " + from.number + " to " + number + ": " + Octets.hex(incoming);
        int copy = ++copies;
        Check.that(copy == 1, () -> "copy " + copy + " " + what);
        Check.that(from != this, () -> "back where it came from " + what);
        Check.that(inWasOpen && seat().state() == PortState.FORWARDING, () -> "past a gate " + what);
        Check.that(!(from.settings().isolated() && settings().isolated()), () -> "between isolated ports " + what);
        long destination = u48(incoming, HEADER);
        long source = u48(incoming, HEADER + 6);
        Check.that(!MacAddress.isGroup(source) && source != 0, () -> "source " + what);
        if (destination >>> 4 == BPDUS >>> 4) {
            boolean lab = from.number == 6 && number == 6;
            Check.that(!hasTree || lab || destination != BPDUS, () -> "a BPDU " + what);
            Check.that(destination != BPDUS + 1, () -> "PAUSE " + what);
        }
        Check.that(octets.length <= HEADER + MTU + 22 || octets[1] != 0, () -> "longer than the MTU " + what);
        sameButForTheTag(from, octets, what);
        byte[] ethernet = Arrays.copyOfRange(incoming, HEADER, incoming.length);
        if (from.isGuest()) {
            Check.that(!ServicesFuzz.isServers(ethernet), () -> "a server behind a guest " + what);
        }
        if (from.number == 2) {
            sourceIsPinned(ethernet, what);
        }
    }

    private void sameButForTheTag(FramePort from, byte[] octets, String what) {
        if (!vlans) {
            Check.same(octets, incoming, () -> "another frame " + what);
            return;
        }
        boolean tagged = u16(incoming, HEADER + 12) == 0x8100 && incoming.length >= HEADER + 18;
        int vlan = tagged ? u16(incoming, HEADER + 14) & 0xfff : 0;
        vlan = vlan == 0 ? from.settings().vlan().nativeVlan() : vlan;
        int inVlan = vlan;
        Check.that(from.isIn(vlan) && isIn(vlan), () -> "VLAN " + inVlan + " " + what);
        boolean leavesTagged = vlan != settings().vlan().nativeVlan();
        byte[] payload = Arrays.copyOfRange(incoming, HEADER + (tagged ? 16 : 12), incoming.length);
        byte[] left = Arrays.copyOfRange(octets, HEADER + (leavesTagged ? 16 : 12), octets.length);
        Check.same(left, payload, () -> "another payload " + what);
        Check.same(
                Arrays.copyOfRange(octets, HEADER, HEADER + 12),
                Arrays.copyOfRange(incoming, HEADER, HEADER + 12),
                () -> "other addresses " + what);
        if (leavesTagged) {
            int priority = tagged ? u16(incoming, HEADER + 14) & 0xf000 : 0;
            Check.same(u16(octets, HEADER + 12), 0x8100, () -> "tag " + what);
            Check.same(u16(octets, HEADER + 14), priority | vlan, () -> "tag " + what);
        }
    }

    private boolean isIn(int vlan) {
        return switch (number) {
            case 3 -> vlan == 10;
            case 4 -> vlan == 1 || vlan == 10 || vlan == 20;
            case 6 -> vlan == 1 || vlan == 10;
            default -> vlan == 1;
        };
    }

    /** IPv4 and ARP of other addresses than its own; 0.0.0.0 may ask. */
    private static void sourceIsPinned(byte[] ethernet, String what) {
        int at = 12;
        for (int tags = 0;
                tags < 2 && ethernet.length >= at + 6 && (u16(ethernet, at) == 0x8100 || u16(ethernet, at) == 0x88a8);
                tags++) {
            at += 4;
        }
        if (ethernet.length < at + 2 + 28) {
            return;
        }
        int ip = at + 2;
        if (u16(ethernet, at) == 0x0800 && u8(ethernet, ip) >>> 4 == 4) {
            int source = Octets.i32(ethernet, ip + 12);
            Check.that(source == PINNED_SOURCE || source == 0, () -> "a forged address " + what);
        } else if (u16(ethernet, at) == 0x0806) {
            int sender = Octets.i32(ethernet, ip + 14);
            Check.that(sender == PINNED_SOURCE || sender == 0, () -> "a forged ARP sender " + what);
        }
    }

    /** The counters say what the descriptor saw. */
    void check(Bridge bridge) {
        PortStatistics statistics = bridge.snapshot(seat()).statistics();
        Check.same(statistics.txFrames(), sent, () -> "frames sent by port " + number);
        Check.that(statistics.txUnicast() >= 0 && statistics.rxUnicast() >= 0, () -> "counters of port " + number);
        int waiting = bridge.snapshot(seat()).queuedFrames();
        Check.that(waiting <= settings().queueFrames(), () -> waiting + " frames wait for port " + number);
    }
}
