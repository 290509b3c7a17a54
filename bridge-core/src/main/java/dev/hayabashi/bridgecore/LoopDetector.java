package dev.hayabashi.bridgecore;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Finds loops that no spanning tree can see, because something in them drops BPDUs: a guest that bridges two of its interfaces
 * with a switch that forwards no reserved addresses (the default of Open vSwitch) while the ports to it are edge ports.
 *
 * <p>Every port with loop detection sends a probe each {@link #INTERVAL_NANOS} to a group address that every switch floods. A
 * probe that comes back shuts the port with the higher number of the two that it was seen on. A shut port goes on probing; it
 * opens when none came back for {@link #HOLD_NANOS}, or when its link goes down.
 *
 * <p>A probe carries the bridge address, the port number and a keyed check value. Who has seen a probe can send it back, and
 * shuts itself out.
 *
 * <p>Frame: destination {@link #GROUP}, source the port's address, EtherType 88-B5 (IEEE 802 local experimental), then {@code
 * "HAYA"}, version 1, reserved octet, port number (2 octets), bridge address (6), reserved (2), check value (8), padded to 60.
 */
final class LoopDetector {
    /** Group address of the probes, locally administered. */
    static final long GROUP = 0x0348_4159_4101L;

    static final long INTERVAL_NANOS = 2_000_000_000L;
    static final long HOLD_NANOS = 30_000_000_000L;

    private static final int ETHERTYPE = 0x88b5;
    private static final int MAGIC = 0x48415941;
    private static final int VERSION = 1;
    private static final int PAYLOAD = Frame.ETHERNET_HEADER_BYTES;
    private static final int PORT_OFFSET = PAYLOAD + 6;
    private static final int BRIDGE_OFFSET = PAYLOAD + 8;
    private static final int CHECK_OFFSET = PAYLOAD + 16;
    private static final int PROBE_BYTES = 60;

    private final long bridgeAddress;
    private final long secret;
    private final Frame probe;
    private final long[] heldSinceNanos = new long[MacTable.MAX_PORT + 1];
    private long probedNanos;
    private boolean probed;

    LoopDetector(long bridgeAddress, long secret, DirectMemory.Allocator allocator) {
        this.bridgeAddress = bridgeAddress;
        this.secret = secret;
        DirectMemory memory = allocator.allocate(Frame.VNET_HEADER_BYTES + PROBE_BYTES);
        this.probe = new Frame(memory.buffer(), memory.address());
    }

    /** Whether it is time to probe; true at most once each interval. */
    boolean isDue(long nowNanos) {
        if (probed && nowNanos - probedNanos < INTERVAL_NANOS) {
            return false;
        }
        probed = true;
        probedNanos = nowNanos;
        return true;
    }

    /** The probe of a port; overwritten by the next one. */
    Frame probe(BridgePort port) {
        ByteBuffer memory = probe.memory();
        int at = Frame.VNET_HEADER_BYTES;
        putAddress(memory, at, GROUP);
        putAddress(memory, at + 6, port.settings().address());
        memory.putShort(at + 12, (short) ETHERTYPE)
                .putInt(at + PAYLOAD, MAGIC)
                .put(at + PAYLOAD + 4, (byte) VERSION)
                .putShort(at + PORT_OFFSET, (short) port.number())
                .putLong(at + CHECK_OFFSET, check(port.number()));
        putAddress(memory, at + BRIDGE_OFFSET, bridgeAddress);
        probe.received(Frame.VNET_HEADER_BYTES + PROBE_BYTES);
        return probe;
    }

    /** Number of the port that sent this frame as a probe; 0 when it is no probe of this bridge. */
    int sender(Frame frame) {
        if (frame.length() < CHECK_OFFSET + 8 || frame.etherType() != ETHERTYPE) {
            return 0;
        }
        int at = frame.start() + Frame.VNET_HEADER_BYTES;
        ByteBuffer memory = frame.memory();
        int number = frame.unsignedShort(PORT_OFFSET);
        boolean ours = memory.getInt(at + PAYLOAD) == MAGIC
                && memory.get(at + PAYLOAD + 4) == VERSION
                && number >= 1
                && number <= MacTable.MAX_PORT
                && memory.getLong(at + CHECK_OFFSET) == check(number);
        return ours ? number : 0;
    }

    /** Which of the two is to be shut; null when neither lets itself be. */
    static @Nullable BridgePort toShut(BridgePort sentBy, BridgePort heardOn) {
        boolean one = sentBy.settings().protection().loopDetection();
        boolean other = heardOn.settings().protection().loopDetection();
        if (one && other) {
            return sentBy.number() > heardOn.number() ? sentBy : heardOn;
        }
        return one ? sentBy : other ? heardOn : null;
    }

    void hold(int port, long nowNanos) {
        heldSinceNanos[port] = nowNanos;
    }

    boolean isOver(int port, long nowNanos) {
        return nowNanos - heldSinceNanos[port] >= HOLD_NANOS;
    }

    private long check(int port) {
        long mixed = (secret ^ bridgeAddress << 16 ^ port) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ mixed >>> 31) * 0x94D0_49BB_1331_11EBL + secret;
        return mixed ^ mixed >>> 29;
    }

    private static void putAddress(ByteBuffer memory, int at, long address) {
        memory.putShort(at, (short) (address >>> 32)).putInt(at + 2, (int) address);
    }
}
