package dev.hayabashi.tapio.stream;

import dev.hayabashi.bridgecore.Frame;
import java.nio.ByteBuffer;

/** Fields of {@code struct virtio_net_hdr_v1} (virtio 1.2 section 5.1.6), little-endian, in front of a {@link Frame}. */
final class VnetHeader {
    static final int GSO_NONE = 0;
    static final int GSO_TCPV4 = 1;
    static final int GSO_TCPV6 = 4;
    static final int GSO_UDP_L4 = 5;

    private static final int NEEDS_CSUM = 1;
    /** TCP with ECN: the congestion-window-reduced bit belongs to the first segment only. */
    private static final int GSO_ECN = 0x80;

    private VnetHeader() {}

    static boolean needsChecksum(Frame frame) {
        return (frame.memory().get(frame.start()) & NEEDS_CSUM) != 0;
    }

    /** The kind of segmentation, without the ECN bit. */
    static int gsoType(Frame frame) {
        return frame.memory().get(frame.start() + 1) & 0xff & ~GSO_ECN;
    }

    /** Octets of payload in each segment. */
    static int gsoSize(Frame frame) {
        return littleEndian(frame.memory(), frame.start() + 4);
    }

    /** Where the checksum's range starts, counted from the destination address. */
    static int checksumStart(Frame frame) {
        return littleEndian(frame.memory(), frame.start() + 6);
    }

    /** Where the checksum is, counted from {@link #checksumStart}. */
    static int checksumOffset(Frame frame) {
        return littleEndian(frame.memory(), frame.start() + 8);
    }

    private static int littleEndian(ByteBuffer memory, int at) {
        return (memory.get(at) & 0xff) | (memory.get(at + 1) & 0xff) << 8;
    }
}
