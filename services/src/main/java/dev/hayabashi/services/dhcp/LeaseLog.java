package dev.hayabashi.services.dhcp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The octets of the lease log: a header, then one record per {@link LeaseChange}, each with a mark, its length and a
 * CRC-32C. Only octets; files are the caller's.
 *
 * <pre>
 * header  "HAYALS" u16 version
 * record  u32 mark, u16 length, payload, u32 CRC-32C of length and payload
 * payload u8 type, i32 address, then
 *           1 bound        u48 mac, i64 started (ms), u32 lease (s), text client id, circuit id, host name, port
 *           2 freed        i64 when (ms)
 *           3 quarantined  i64 until (ms)
 * text    u16 length (0xffff: none), UTF-8
 * </pre>
 *
 * <p>A writer that dies in the middle of a record leaves a torn one. A reader takes every record that is whole: it skips
 * what is not and goes on at the next mark, so that records which were appended after a tear count as well.
 */
public final class LeaseLog {
    /** Octets of the header. */
    public static final int HEADER_BYTES = 8;

    private static final byte[] MAGIC = "HAYALS".getBytes(StandardCharsets.US_ASCII);
    private static final short VERSION = 1;
    private static final int MARK = 0x9ec5_71a5;
    private static final int FRAME_BYTES = 4 + 2 + 4;
    private static final int MIN_PAYLOAD_BYTES = 1 + 4 + 8;
    private static final int NO_TEXT = 0xffff;
    private static final int BOUND = 1;
    private static final int FREED = 2;
    private static final int QUARANTINED = 3;

    /** A log is worth compacting when it has this many times the octets of its snapshot. */
    private static final int COMPACT_FACTOR = 4;

    private static final int COMPACT_MIN_BYTES = 64 * 1024;

    private LeaseLog() {}

    /**
     * What a log says.
     *
     * @param changes the whole records in order
     * @param validBytes octets up to the end of the last whole record: cut the file here before appending
     * @param skippedBytes octets in front of {@code validBytes} that belong to no whole record
     * @param tornBytes octets after {@code validBytes}
     */
    public record Contents(List<LeaseChange> changes, int validBytes, int skippedBytes, int tornBytes) {
        /** True when nothing was lost. */
        public boolean isIntact() {
            return skippedBytes == 0 && tornBytes == 0;
        }
    }

    /** A log of another version, or no lease log at all: better to stop than to write over it. */
    public static final class UnknownFormatException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        UnknownFormatException(String message) {
            super(message);
        }
    }

    /** What a new log starts with. */
    public static byte[] header() {
        return ByteBuffer.allocate(HEADER_BYTES).put(MAGIC).putShort(VERSION).array();
    }

    /** One record. */
    public static byte[] encode(LeaseChange change) {
        byte[] payload = payload(change);
        ByteBuffer record = ByteBuffer.allocate(FRAME_BYTES + payload.length);
        record.putInt(MARK).putShort((short) payload.length).put(payload);
        record.putInt(crc(record, 4, 2 + payload.length));
        return record.array();
    }

    /** A whole log of these changes: what a compacted one has in it. */
    public static byte[] encodeAll(List<LeaseChange> changes) {
        List<byte[]> records = changes.stream().map(LeaseLog::encode).toList();
        int bytes = HEADER_BYTES
                + records.stream().mapToInt(record -> record.length).sum();
        ByteBuffer log = ByteBuffer.allocate(bytes).put(header());
        records.forEach(log::put);
        return log.array();
    }

    /** True when a log of that many octets should be replaced by its snapshot. */
    public static boolean isWorthCompacting(long logBytes, long snapshotBytes) {
        return logBytes >= COMPACT_MIN_BYTES && logBytes >= COMPACT_FACTOR * snapshotBytes;
    }

    /**
     * Reads a log, whole, torn or damaged; an empty one has nothing in it.
     *
     * @throws UnknownFormatException when it starts like nothing that this version has written
     */
    public static Contents decode(byte[] log) {
        ByteBuffer memory = ByteBuffer.wrap(log);
        if (!hasHeader(memory)) {
            return new Contents(List.of(), 0, 0, log.length);
        }
        List<LeaseChange> changes = new ArrayList<>();
        int at = HEADER_BYTES;
        int valid = HEADER_BYTES;
        int skipped = 0;
        while (at + FRAME_BYTES <= log.length) {
            int length = recordLength(memory, at);
            LeaseChange change = length < 0 ? null : decodePayload(memory, at + 6, length);
            if (change == null) {
                at++;
                continue;
            }
            changes.add(change);
            skipped += at - valid;
            at += FRAME_BYTES + length;
            valid = at;
        }
        return new Contents(List.copyOf(changes), valid, skipped, log.length - valid);
    }

    /** False for a log that died while its header was written. */
    private static boolean hasHeader(ByteBuffer memory) {
        byte[] header = header();
        int length = Math.min(memory.capacity(), HEADER_BYTES);
        for (int i = 0; i < length; i++) {
            if (memory.get(i) != header[i]) {
                throw new UnknownFormatException("this is not a lease log of version " + VERSION + ": octet " + i
                        + " differs. Move it away, or run the version that wrote it");
            }
        }
        return length == HEADER_BYTES;
    }

    /** Length of the payload of the whole record at {@code at}, or -1. */
    private static int recordLength(ByteBuffer memory, int at) {
        if (memory.getInt(at) != MARK) {
            return -1;
        }
        int length = memory.getShort(at + 4) & 0xffff;
        int crcAt = at + 6 + length;
        boolean whole = length >= MIN_PAYLOAD_BYTES && crcAt + 4 <= memory.capacity();
        return whole && memory.getInt(crcAt) == crc(memory, at + 4, 2 + length) ? length : -1;
    }

    private static int crc(ByteBuffer memory, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(memory.slice(offset, length));
        return (int) crc.getValue();
    }

    private static byte[] payload(LeaseChange change) {
        if (change instanceof LeaseChange.Bound bound) {
            return bound(bound.lease());
        }
        ByteBuffer payload = ByteBuffer.allocate(MIN_PAYLOAD_BYTES);
        if (change instanceof LeaseChange.Freed freed) {
            payload.put((byte) FREED).putInt(freed.address()).putLong(freed.atWallMillis());
        } else if (change instanceof LeaseChange.Quarantined quarantined) {
            payload.put((byte) QUARANTINED).putInt(quarantined.address()).putLong(quarantined.untilWallMillis());
        }
        return payload.array();
    }

    private static byte[] bound(Lease lease) {
        byte[] clientId = utf8(lease.clientId());
        byte[] circuitId = utf8(lease.circuitId());
        byte[] hostName = utf8(lease.hostName());
        byte[] port = utf8(lease.port());
        int texts = 4 * 2 + clientId.length + circuitId.length + hostName.length + port.length;
        ByteBuffer payload = ByteBuffer.allocate(1 + 4 + 6 + 8 + 4 + texts);
        payload.put((byte) BOUND).putInt(lease.address());
        payload.putShort((short) (lease.mac() >>> 32)).putInt((int) lease.mac());
        payload.putLong(lease.startedWallMillis()).putInt((int) lease.leaseSeconds());
        payload.putShort((short) clientId.length).put(clientId);
        payload.putShort((short) circuitId.length).put(circuitId);
        payload.putShort((short) (lease.hostName() == null ? NO_TEXT : hostName.length))
                .put(hostName);
        payload.putShort((short) port.length).put(port);
        return payload.array();
    }

    private static byte[] utf8(@Nullable String text) {
        return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    }

    /** Null for a record that has the right CRC and yet makes no sense: written by a newer version. */
    private static @Nullable LeaseChange decodePayload(ByteBuffer memory, int offset, int length) {
        ByteBuffer payload = memory.slice(offset, length);
        int type = payload.get();
        int address = payload.getInt();
        return switch (type) {
            case BOUND -> decodeBound(payload, address);
            case FREED -> new LeaseChange.Freed(address, payload.getLong());
            case QUARANTINED -> new LeaseChange.Quarantined(address, payload.getLong());
            default -> null;
        };
    }

    private static @Nullable LeaseChange decodeBound(ByteBuffer payload, int address) {
        if (payload.remaining() < 6 + 8 + 4) {
            return null;
        }
        long mac = (payload.getShort() & 0xffffL) << 32 | (payload.getInt() & 0xffff_ffffL);
        long started = payload.getLong();
        long seconds = payload.getInt() & 0xffff_ffffL;
        Text clientId = Text.read(payload);
        Text circuitId = Text.read(payload);
        Text hostName = Text.read(payload);
        Text port = Text.read(payload);
        if (clientId.value() == null || circuitId.value() == null || !hostName.sound() || port.value() == null) {
            return null;
        }
        return new LeaseChange.Bound(new Lease(
                address, mac, clientId.value(), circuitId.value(), hostName.value(), port.value(), started, seconds));
    }

    /** A text field: none, a value, or one that leaves the record. */
    private record Text(@Nullable String value, boolean sound) {
        private static final Text BROKEN = new Text(null, false);

        static Text read(ByteBuffer payload) {
            if (payload.remaining() < 2) {
                return BROKEN;
            }
            int length = payload.getShort() & 0xffff;
            if (length == NO_TEXT) {
                return new Text(null, true);
            }
            if (length > payload.remaining()) {
                return BROKEN;
            }
            byte[] octets = new byte[length];
            payload.get(octets);
            return new Text(new String(octets, StandardCharsets.UTF_8), true);
        }
    }
}
