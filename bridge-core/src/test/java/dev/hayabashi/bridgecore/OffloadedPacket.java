package dev.hayabashi.bridgecore;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What a stack has to send, and the two ways to put it: as one super-frame with its offload request, or as the frames that
 * a stack without offloads makes one by one. Written from the RFCs, field by field, and shares no code with what it is an
 * oracle for.
 *
 * @param tags TPIDs of the VLAN tags, outermost first
 * @param extensions type and 8-byte units of each IPv6 extension header
 * @param flags TCP flags of the super-frame; ignored for UDP
 * @param options TCP options, a multiple of four bytes
 */
@SuppressWarnings("ArrayRecordComponent")
record OffloadedPacket(
        int[] tags,
        boolean ipv4,
        int ipOptionBytes,
        int[][] extensions,
        boolean tcp,
        int identification,
        int sequence,
        int flags,
        byte[] options,
        byte[] payload,
        int segmentBytes) {
    private static final int TCP = 6;
    private static final int UDP = 17;

    static OffloadedPacket random(Random random) {
        boolean ipv4 = random.nextBoolean();
        boolean tcp = random.nextInt(3) > 0;
        int[] tags = new int[random.nextInt(3)];
        for (int i = 0; i < tags.length; i++) {
            tags[i] = i == 0 && tags.length == 2 ? 0x88a8 : 0x8100;
        }
        int[][] extensions = new int[ipv4 ? 0 : random.nextInt(3)][];
        for (int i = 0; i < extensions.length; i++) {
            // Hop-by-hop may only come first.
            extensions[i] = new int[] {i == 0 && random.nextBoolean() ? 0 : 60, 1 + random.nextInt(4)};
        }
        byte[] options = new byte[tcp ? random.nextInt(11) * 4 : 0];
        random.nextBytes(options);
        int segmentBytes = 1 + random.nextInt(3000);
        byte[] payload = new byte[1 + random.nextInt(Math.min(60_000, segmentBytes * 60))];
        random.nextBytes(payload);
        return new OffloadedPacket(
                tags,
                ipv4,
                ipv4 ? random.nextInt(3) * 4 : 0,
                extensions,
                tcp,
                random.nextInt(0x10000),
                random.nextInt(),
                random.nextInt(0x100),
                options,
                payload,
                segmentBytes);
    }

    OffloadedPacket withPayload(byte[] other) {
        return new OffloadedPacket(
                tags,
                ipv4,
                ipOptionBytes,
                extensions,
                tcp,
                identification,
                sequence,
                flags,
                options,
                other,
                segmentBytes);
    }

    /** The super-frame with its virtio-net header; {@code partial} leaves the checksum to others, else it is complete. */
    byte[] superFrame(boolean partial) {
        byte[] ethernet = frame(identification, sequence, flags, payload, partial);
        int transport = transportOffset();
        int headers = transport + transportHeaderBytes();
        int type = tcp ? (ipv4 ? 1 : 4) : 5;
        return withHeader(ethernet, partial ? 1 : 0, type, headers, segmentBytes, partial ? transport : 0);
    }

    /** The whole payload in one frame, its checksum left to others. */
    byte[] partialFrame() {
        return withHeader(frame(identification, sequence, flags, payload, true), 1, 0, 0, 0, transportOffset());
    }

    private byte[] withHeader(byte[] ethernet, int flag, int gsoType, int headers, int gsoSize, int checksumStart) {
        byte[] all = new byte[12 + ethernet.length];
        all[0] = (byte) flag;
        all[1] = (byte) gsoType;
        little(all, 2, headers);
        little(all, 4, gsoSize);
        little(all, 6, checksumStart);
        little(all, 8, flag == 0 ? 0 : (tcp ? 16 : 6));
        System.arraycopy(ethernet, 0, all, 12, ethernet.length);
        return all;
    }

    /** The finished frames, without virtio-net headers. */
    List<byte[]> segments() {
        List<byte[]> segments = new ArrayList<>();
        for (int from = 0; from < payload.length; from += segmentBytes) {
            int to = Math.min(payload.length, from + segmentBytes);
            int mine = flags;
            if (from > 0) {
                mine &= 0x7f;
            }
            if (to < payload.length) {
                mine &= 0xf6;
            }
            segments.add(frame(
                    identification + segments.size(),
                    sequence + from,
                    mine,
                    Arrays.copyOfRange(payload, from, to),
                    false));
        }
        return segments;
    }

    /**
     * {@link #partialFrame} with its checksum completed. Where that comes out as zero it is all ones for TCP as for UDP,
     * which is the same number: Linux's {@code skb_checksum_help} does not ask which protocol it completes either.
     */
    byte[] finishedFrame() {
        byte[] ethernet = frame(identification, sequence, flags, payload, false);
        int field = transportOffset() + (tcp ? 16 : 6);
        if (ethernet[field] == 0 && ethernet[field + 1] == 0) {
            ethernet[field] = (byte) 0xff;
            ethernet[field + 1] = (byte) 0xff;
        }
        return ethernet;
    }

    private int transportOffset() {
        int bytes = 14 + 4 * tags.length + (ipv4 ? 20 + ipOptionBytes : 40);
        for (int[] extension : extensions) {
            bytes += 8 * extension[1];
        }
        return bytes;
    }

    private int transportHeaderBytes() {
        return tcp ? 20 + options.length : 8;
    }

    private byte[] frame(int id, int seq, int tcpFlags, byte[] data, boolean partial) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1});
        for (int tag : tags) {
            put16(out, tag);
            put16(out, 0x2042);
        }
        put16(out, ipv4 ? 0x0800 : 0x86dd);
        byte[] transport = transport(seq, tcpFlags, data);
        byte[] addresses = new byte[ipv4 ? 8 : 32];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = (byte) (11 * i + 10);
        }
        ByteArrayOutputStream pseudo = new ByteArrayOutputStream();
        pseudo.writeBytes(addresses);
        put16(pseudo, tcp ? TCP : UDP);
        put16(pseudo, transport.length);
        int field = tcp ? 16 : 6;
        int checksum = sum(pseudo.toByteArray());
        if (!partial) {
            pseudo.writeBytes(transport);
            checksum = ~sum(pseudo.toByteArray()) & 0xffff;
            if (checksum == 0 && !tcp) {
                checksum = 0xffff;
            }
        }
        transport[field] = (byte) (checksum >> 8);
        transport[field + 1] = (byte) checksum;
        out.writeBytes(ipv4 ? ipv4Header(id, addresses, transport.length) : ipv6Header(addresses, transport.length));
        out.writeBytes(transport);
        return out.toByteArray();
    }

    private byte[] transport(int seq, int tcpFlags, byte[] data) {
        ByteBuffer bytes = ByteBuffer.allocate(transportHeaderBytes() + data.length);
        bytes.putShort((short) 40_001).putShort((short) 443);
        if (tcp) {
            bytes.putInt(seq).putInt(0x01020304);
            bytes.put((byte) ((20 + options.length) / 4 << 4)).put((byte) tcpFlags);
            bytes.putShort((short) 1000).putInt(0).put(options);
        } else {
            bytes.putShort((short) (8 + data.length)).putShort((short) 0);
        }
        return bytes.put(data).array();
    }

    private byte[] ipv4Header(int id, byte[] addresses, int transportBytes) {
        int headerBytes = 20 + ipOptionBytes;
        ByteBuffer bytes = ByteBuffer.allocate(headerBytes);
        bytes.put((byte) (0x40 | headerBytes / 4)).put((byte) 2).putShort((short) (headerBytes + transportBytes));
        bytes.putShort((short) id).putShort((short) 0x4000).put((byte) 64).put((byte) (tcp ? TCP : UDP));
        bytes.putShort((short) 0).put(addresses);
        for (int i = 0; i < ipOptionBytes; i++) {
            bytes.put((byte) 1);
        }
        bytes.putShort(10, (short) ~sum(bytes.array()));
        return bytes.array();
    }

    private byte[] ipv6Header(byte[] addresses, int transportBytes) {
        int extensionBytes = 0;
        for (int[] extension : extensions) {
            extensionBytes += 8 * extension[1];
        }
        int last = tcp ? TCP : UDP;
        ByteBuffer bytes = ByteBuffer.allocate(40 + extensionBytes);
        bytes.putInt(0x6000_0000).putShort((short) (extensionBytes + transportBytes));
        bytes.put((byte) (extensions.length == 0 ? last : extensions[0][0]))
                .put((byte) 64)
                .put(addresses);
        for (int i = 0; i < extensions.length; i++) {
            int next = i + 1 < extensions.length ? extensions[i + 1][0] : last;
            byte[] extension = new byte[8 * extensions[i][1]];
            extension[0] = (byte) next;
            extension[1] = (byte) (extensions[i][1] - 1);
            // One PadN option fills it.
            extension[2] = 1;
            extension[3] = (byte) (extension.length - 4);
            bytes.put(extension);
        }
        return bytes.array();
    }

    private static void put16(ByteArrayOutputStream out, int value) {
        out.write(value >> 8);
        out.write(value);
    }

    private static void little(byte[] bytes, int at, int value) {
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >> 8);
    }

    /** RFC 1071 as its section 4.1 has it. */
    private static int sum(byte[] bytes) {
        int sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            sum += (bytes[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }

    @Override
    public String toString() {
        return (tcp ? "tcp" : "udp") + (ipv4 ? "4" : "6") + " tags " + tags.length + " extensions "
                + Arrays.deepToString(extensions) + " payload " + payload.length + " by " + segmentBytes;
    }
}
