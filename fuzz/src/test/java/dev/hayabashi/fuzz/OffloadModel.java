package dev.hayabashi.fuzz;

import static dev.hayabashi.fuzz.Octets.i32;
import static dev.hayabashi.fuzz.Octets.little;
import static dev.hayabashi.fuzz.Octets.sum;
import static dev.hayabashi.fuzz.Octets.u16;
import static dev.hayabashi.fuzz.Octets.u8;

import java.util.Arrays;
import java.util.List;

/**
 * What may become of a frame that asks for segmentation or a checksum. All frames have the virtio-net header in front. Written
 * from virtio 1.2 section 5.1.6 and the RFCs of the headers.
 */
public final class OffloadModel {
    private static final int HEADER = 12;
    private static final int MAX_SEGMENTS = 1_366;
    private static final int TCP = 6;
    private static final int UDP = 17;

    private OffloadModel() {}

    /** Where things are in a TCP or UDP frame, from the start of the virtio-net header. */
    private record Layout(boolean ipv4, boolean tcp, int ip, int transport, int payload) {}

    private static Layout layout(byte[] frame) {
        int at = HEADER + 12;
        while (at + 6 <= frame.length && (u16(frame, at) == 0x8100 || u16(frame, at) == 0x88a8)) {
            at += 4;
        }
        int ip = at + 2;
        if (ip + 20 > frame.length) {
            return NONE;
        }
        int protocol;
        int transport;
        boolean ipv4 = u16(frame, at) == 0x0800;
        if (ipv4 && u8(frame, ip) >>> 4 == 4 && (u16(frame, ip + 6) & 0x3fff) == 0) {
            protocol = u8(frame, ip + 9);
            transport = ip + (u8(frame, ip) & 15) * 4;
        } else if (u16(frame, at) == 0x86dd && u8(frame, ip) >>> 4 == 6 && ip + 40 <= frame.length) {
            protocol = u8(frame, ip + 6);
            transport = ip + 40;
            // Without a routing header: it would make the last address of the pseudo-header another than the packet's.
            while ((protocol == 0 || protocol == 60) && transport + 8 <= frame.length) {
                protocol = u8(frame, transport);
                transport += 8 * (u8(frame, transport + 1) + 1);
            }
        } else {
            return NONE;
        }
        if (transport + (protocol == TCP ? 20 : 8) > frame.length || transport < ip + 20) {
            return NONE;
        }
        if (protocol == TCP && (u8(frame, transport + 12) >>> 4) >= 5) {
            return new Layout(ipv4, true, ip, transport, transport + (u8(frame, transport + 12) >>> 4) * 4);
        }
        return protocol == UDP ? new Layout(ipv4, false, ip, transport, transport + 8) : NONE;
    }

    private static final Layout NONE = new Layout(false, false, 0, 0, 0);

    private static int pseudoSum(byte[] frame, Layout layout, int transportBytes) {
        int addresses = layout.ipv4()
                ? sum(0, frame, layout.ip() + 12, layout.ip() + 20)
                : sum(0, frame, layout.ip() + 8, layout.ip() + 40);
        int protocol = layout.tcp() ? TCP : UDP;
        byte[] rest = {(byte) (transportBytes >> 8), (byte) transportBytes, 0, (byte) protocol};
        return sum(addresses, rest, 0, 4);
    }

    /** Lengths, IPv4 header checksum and the pseudo-header's sum as a guest's stack has them in such a frame. */
    public static void mend(byte[] frame) {
        Layout layout = layout(frame);
        if (layout == NONE || layout.payload() > frame.length) {
            return;
        }
        if (layout.ipv4()) {
            Octets.put16(frame, layout.ip() + 2, frame.length - layout.ip());
            Octets.put16(frame, layout.ip() + 10, 0);
            Octets.put16(frame, layout.ip() + 10, ~sum(0, frame, layout.ip(), layout.transport()));
        } else {
            Octets.put16(frame, layout.ip() + 4, frame.length - layout.ip() - 40);
        }
        int transportBytes = frame.length - layout.transport();
        if (!layout.tcp()) {
            Octets.put16(frame, layout.transport() + 4, transportBytes);
        }
        int offset = layout.tcp() ? 16 : 6;
        Octets.put16(frame, layout.transport() + offset, pseudoSum(frame, layout, transportBytes));
        frame[0] |= 1;
        frame[6] = (byte) (layout.transport() - HEADER);
        frame[7] = (byte) (layout.transport() - HEADER >> 8);
        frame[8] = (byte) offset;
        frame[9] = 0;
    }

    private static boolean isMended(byte[] frame, Layout layout) {
        if (layout == NONE || layout.payload() >= frame.length) {
            return false;
        }
        byte[] mended = frame.clone();
        mend(mended);
        return Arrays.equals(mended, frame);
    }

    public static void check(byte[] frame, boolean sent, List<byte[]> left) {
        int gso = u8(frame, 1);
        boolean open = (frame[0] & 1) != 0;
        Layout layout = layout(frame);
        if (gso == 0 && !open) {
            Check.that(sent && left.size() == 1, () -> "a finished frame that did not leave as one");
            Check.same(left.get(0), frame, () -> "a finished frame");
            return;
        }
        for (byte[] wire : left) {
            Check.same(Arrays.copyOf(wire, HEADER), new byte[HEADER], () -> "virtio-net header of a finished frame");
        }
        boolean good = isMended(frame, layout);
        if (gso == 0) {
            checksum(frame, sent, left, good);
            return;
        }
        Check.that(sent == !left.isEmpty(), () -> "left: " + left.size());
        Check.that(left.size() <= MAX_SEGMENTS, () -> "segments: " + left.size());
        int type = gso & 0x7f;
        boolean fits = type == 5 ? !layout.tcp() : type == (layout.ipv4() ? 1 : 4) && layout.tcp();
        int size = little(frame, 4);
        int payload = frame.length - layout.payload();
        if (good && fits && size > 0 && (payload + size - 1) / size <= MAX_SEGMENTS) {
            Check.that(sent, () -> "a good super-frame was refused: " + Octets.hex(Arrays.copyOf(frame, 120)));
            Check.same(left.size(), (payload + size - 1) / size, () -> "segments");
            segments(frame, layout, size, left);
        }
    }

    private static void checksum(byte[] frame, boolean sent, List<byte[]> left, boolean good) {
        int start = little(frame, 6);
        int field = start + little(frame, 8);
        boolean inside = start >= 14 && field + 2 <= frame.length - HEADER;
        Check.same(sent, inside, () -> "sent, with a checksum at " + field);
        if (!sent) {
            return;
        }
        byte[] wire = left.get(0);
        Check.same(left.size(), 1, () -> "frames");
        for (int i = HEADER; i < frame.length; i++) {
            int at = i;
            boolean summed = at - HEADER == field || at - HEADER == field + 1;
            Check.that(summed || wire[at] == frame[at], () -> "octet " + at + " has changed");
        }
        if (good) {
            String flaw = Sound.packet(wire, layout(frame).ip(), wire.length);
            Check.that(flaw.isEmpty(), () -> flaw + " in " + Octets.hex(wire));
        }
    }

    private static void segments(byte[] frame, Layout layout, int size, List<byte[]> left) {
        int from = layout.payload();
        for (int number = 0; number < left.size(); number++) {
            byte[] wire = left.get(number);
            int bytes = Math.min(size, frame.length - from);
            int segment = number;
            Check.same(wire.length, layout.payload() + bytes, () -> "octets of segment " + segment);
            Check.same(
                    Arrays.copyOfRange(wire, layout.payload(), wire.length),
                    Arrays.copyOfRange(frame, from, from + bytes),
                    () -> "payload of segment " + segment);
            String flaw = Sound.packet(wire, layout.ip(), wire.length);
            Check.that(flaw.isEmpty(), () -> flaw + " in segment " + segment + " " + Octets.hex(wire));
            if (layout.ipv4()) {
                int identification = u16(frame, layout.ip() + 4) + segment & 0xffff;
                Check.same(u16(wire, layout.ip() + 4), identification, () -> "identification of " + segment);
            }
            if (layout.tcp()) {
                int sequence = i32(frame, layout.transport() + 4) + from - layout.payload();
                Check.same(i32(wire, layout.transport() + 4), sequence, () -> "sequence number of " + segment);
                boolean last = from + bytes == frame.length;
                int flags = u8(frame, layout.transport() + 13) & (last ? 0xff : 0xf6) & (segment == 0 ? 0xff : 0x7f);
                Check.same(u8(wire, layout.transport() + 13), flags, () -> "flags of segment " + segment);
            }
            from += bytes;
        }
        int end = from;
        Check.same(end, frame.length, () -> "payload that left");
    }
}
