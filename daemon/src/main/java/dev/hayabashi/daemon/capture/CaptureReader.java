package dev.hayabashi.daemon.capture;

import static dev.hayabashi.daemon.capture.CaptureRecord.*;

import dev.hayabashi.bridgecore.DropReason;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The reader's side of a capture: turns records into pcapng. Owned by one thread. */
public final class CaptureReader {
    private final CaptureTap tap;
    private final String bridge;
    private final String application;
    private final int snapBytes;
    private final long epochOffsetNanos;
    /** Number of a tap's interface to its number in the file, which are given out in the order of use. */
    private final Map<Integer, Integer> interfaces = new HashMap<>();

    private boolean begun;
    private long lost;
    private long packets;

    /**
     * @param application name and version for the file
     * @param epochOffsetNanos what to add to the bridge's time to get nanoseconds since 1970
     */
    public CaptureReader(
            CaptureTap tap, CaptureOptions options, String bridge, String application, long epochOffsetNanos) {
        this.tap = tap;
        this.snapBytes = options.snapBytes();
        this.bridge = bridge;
        this.application = application;
        this.epochOffsetNanos = epochOffsetNanos;
    }

    /**
     * Appends whole blocks of what there is.
     *
     * @param maxBytes stops after the block that goes beyond
     * @param maxPackets stops after so many
     * @return how many frames were written
     */
    public int read(ByteBuf out, int maxBytes, long maxPackets) {
        if (!begun) {
            begun = true;
            PcapngWriter.section(out, application);
        }
        int count = 0;
        while (count < maxPackets && out.readableBytes() < maxBytes) {
            int at = tap.ring().peek();
            if (at < 0) {
                break;
            }
            packet(out, tap.ring().memory(), at);
            tap.ring().release();
            count++;
        }
        packets += count;
        return count;
    }

    /** Frames written so far. */
    public long packets() {
        return packets;
    }

    /** Frames lost so far, as far as the records read tell. */
    public long lost() {
        return lost;
    }

    private void packet(ByteBuf out, ByteBuffer record, int at) {
        int interfaceNumber = describe(out, record.getShort(at + INTERFACE));
        String comment = verdict(record, at);
        byte[] frame = new byte[record.getInt(at + CAPTURED)];
        int head = EGRESS + record.get(at + EGRESS_LISTED) * EGRESS_BYTES;
        record.get(at + head, frame);
        long lostSoFar = record.getLong(at + LOST);
        PcapngWriter.packet(
                out,
                interfaceNumber,
                record.getLong(at + TIME) + epochOffsetNanos,
                frame,
                record.getInt(at + LENGTH),
                record.get(at + DIRECTION) == INBOUND,
                lostSoFar - lost,
                comment);
        lost = lostSoFar;
    }

    private int describe(ByteBuf out, int number) {
        Integer known = interfaces.get(number);
        if (known != null) {
            return known;
        }
        int next = interfaces.size();
        interfaces.put(number, next);
        String name = tap.interfaceName(number);
        PcapngWriter.interfaceDescription(out, name, "port " + name + " of bridge " + bridge, snapBytes);
        return next;
    }

    private @Nullable String verdict(ByteBuffer record, int at) {
        return switch (record.get(at + FATE)) {
            case RELAYED -> "forwarded to " + egress(record, at);
            case CONSUMED -> "for the bridge itself";
            case DROPPED -> "dropped: " + reason(record.get(at + REASON));
            default -> null;
        };
    }

    private static String reason(int ordinal) {
        DropReason reason = DropReason.of(ordinal & 0xff);
        return reason.label() + " (" + reason.meaning() + ")";
    }

    private String egress(ByteBuffer record, int at) {
        StringBuilder text = new StringBuilder();
        int listed = record.get(at + EGRESS_LISTED);
        for (int i = 0; i < listed; i++) {
            int entry = at + EGRESS + i * EGRESS_BYTES;
            int number = record.getShort(entry);
            text.append(i == 0 ? "" : ", ").append(number < 0 ? "?" : tap.interfaceName(number));
            if (record.get(entry + 2) == QUEUED) {
                text.append(" (waits in its queue)");
            } else if (record.get(entry + 2) == DROPPED) {
                text.append(" (dropped: ")
                        .append(DropReason.of(record.get(entry + 3)).label())
                        .append(')');
            }
        }
        int more = record.getShort(at + EGRESS_TOTAL) - listed;
        return more > 0 ? text + " and " + more + " more" : text.toString();
    }
}
