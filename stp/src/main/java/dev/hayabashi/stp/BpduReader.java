package dev.hayabashi.stp;

import static dev.hayabashi.stp.BpduFormat.*;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Validates and decodes received frames (802.1D-2004 9.3.4), one {@link BpduDisposition} per reason to refuse. It never reads
 * beyond the frame or beyond the 802.3 length, so padding is never taken for content.
 */
final class BpduReader {
    private ByteBuffer frame = ByteBuffer.allocate(0);
    private int offset;
    private int captured;
    private @Nullable Bpdu bpdu;

    /**
     * Looks at the Ethernet and LLC headers.
     *
     * @return ACCEPTED when it is a frame of the spanning tree, whatever its BPDU is worth
     */
    BpduDisposition envelope(ByteBuffer newFrame, int newOffset, int length) {
        frame = newFrame;
        offset = Math.max(0, newOffset);
        captured = Math.min(length, newFrame.limit() - offset);
        bpdu = null;
        if (captured < BPDU) {
            return BpduDisposition.RUNT;
        } else if (MacText.isGroup(sourceAddress())) {
            return BpduDisposition.GROUP_SOURCE;
        } else if (u48(0) != GROUP_ADDRESS) {
            return BpduDisposition.DESTINATION;
        }
        int lengthOrType = u16(12);
        if (lengthOrType == 0x8100 || lengthOrType == 0x88A8) {
            return BpduDisposition.TAGGED;
        } else if (lengthOrType > MAX_LENGTH_FIELD || (u8(14) << 16 | u16(15)) != LLC) {
            return BpduDisposition.LLC;
        }
        return BpduDisposition.ACCEPTED;
    }

    /** Validates and decodes the BPDU of the frame that {@link #envelope} accepted. */
    BpduDisposition body() {
        int length = u16(12);
        int available = length - LLC_HEADER;
        if (length > captured - ETHERNET_HEADER) {
            return BpduDisposition.LENGTH;
        } else if (available < TCN_LENGTH) {
            return BpduDisposition.SHORT;
        } else if (u16(BPDU) != 0) {
            return BpduDisposition.PROTOCOL;
        }
        return switch (u8(BPDU + TYPE)) {
            case TYPE_TCN -> accept(Bpdu.tcn(sourceAddress()));
            case TYPE_CONFIG -> available < CONFIG_LENGTH ? BpduDisposition.SHORT : config();
            case TYPE_RST -> available < RST_LENGTH ? BpduDisposition.SHORT : rst();
            default -> BpduDisposition.TYPE;
        };
    }

    private BpduDisposition config() {
        int flags = u8(BPDU + FLAGS);
        return deadOnArrival() ? BpduDisposition.MAX_AGE : accept(plain(BpduKind.CONFIG, flags));
    }

    private BpduDisposition rst() {
        int version = u8(BPDU + VERSION);
        if (version < 2) {
            return BpduDisposition.VERSION;
        }
        int flags = u8(BPDU + FLAGS);
        int role = flags >> ROLE_SHIFT & ROLE_MASK;
        boolean designated = role == ROLE_DESIGNATED || role == 0;
        // Information of a designated port that has reached max age would expire at once. An agreement of the last
        // bridge
        // within max age hops legitimately carries that age and must get through.
        if (u16(BPDU + MAX_AGE) == 0 || (designated && deadOnArrival())) {
            return BpduDisposition.MAX_AGE;
        }
        BpduKind kind = version == 2 ? BpduKind.RST : BpduKind.MST;
        return accept(role == 0 ? plain(kind, flags) : rapid(kind, flags, role));
    }

    /** Raw fields are compared: rounding must not kill information that is a fraction of a second young enough. */
    private boolean deadOnArrival() {
        return u16(BPDU + MESSAGE_AGE) >= u16(BPDU + MAX_AGE);
    }

    private Bpdu plain(BpduKind kind, int flags) {
        return new Bpdu(
                kind,
                false,
                PortRole.DESIGNATED,
                (flags & FLAG_TC) != 0,
                (flags & FLAG_TC_ACK) != 0,
                false,
                false,
                false,
                vector(),
                times(),
                sourceAddress());
    }

    private Bpdu rapid(BpduKind kind, int flags, int role) {
        return new Bpdu(
                kind,
                true,
                role == ROLE_DESIGNATED ? PortRole.DESIGNATED : role == ROLE_ROOT ? PortRole.ROOT : PortRole.ALTERNATE,
                (flags & FLAG_TC) != 0,
                false,
                (flags & FLAG_PROPOSAL) != 0,
                (flags & FLAG_AGREEMENT) != 0,
                (flags & FLAG_LEARNING) != 0,
                vector(),
                times(),
                sourceAddress());
    }

    private PriorityVector vector() {
        return new PriorityVector(u64(BPDU + ROOT), u32(BPDU + COST), u64(BPDU + BRIDGE), u16(BPDU + PORT));
    }

    private Times times() {
        return new Times(
                seconds(BPDU + MESSAGE_AGE),
                seconds(BPDU + MAX_AGE),
                seconds(BPDU + HELLO_TIME),
                seconds(BPDU + FORWARD_DELAY));
    }

    /** Rounds to nearest: a 1998 bridge adds fractions to the message age, truncation would rejuvenate it. */
    private int seconds(int at) {
        return (u16(at) + TICKS_PER_SECOND / 2) / TICKS_PER_SECOND;
    }

    private BpduDisposition accept(Bpdu decoded) {
        bpdu = decoded;
        return BpduDisposition.ACCEPTED;
    }

    /** The BPDU that {@link #body} has accepted. */
    Bpdu bpdu() {
        Bpdu decoded = bpdu;
        if (decoded == null) {
            throw new IllegalStateException("no BPDU has been accepted");
        }
        return decoded;
    }

    /** Whatever can be said about the sender of a frame that {@link #envelope} accepted, malformed or not. */
    BpduOrigin origin(long nowNanos) {
        if (body() == BpduDisposition.ACCEPTED || bpdu != null) {
            return origin(bpdu(), nowNanos);
        }
        int available = Math.min(u16(12), captured - ETHERNET_HEADER) - LLC_HEADER;
        if (available < MESSAGE_AGE || u8(BPDU + TYPE) == TYPE_TCN) {
            return new BpduOrigin(null, sourceAddress(), null, null, null, nowNanos);
        }
        return new BpduOrigin(
                null,
                sourceAddress(),
                new BridgeId(u64(BPDU + ROOT)),
                new BridgeId(u64(BPDU + BRIDGE)),
                new PortId(u16(BPDU + PORT)),
                nowNanos);
    }

    static BpduOrigin origin(Bpdu bpdu, long nowNanos) {
        if (bpdu.kind() == BpduKind.TCN) {
            return new BpduOrigin(BpduKind.TCN, bpdu.sourceAddress(), null, null, null, nowNanos);
        }
        PriorityVector v = bpdu.vector();
        return new BpduOrigin(
                bpdu.kind(),
                bpdu.sourceAddress(),
                new BridgeId(v.root()),
                new BridgeId(v.bridge()),
                new PortId(v.port()),
                nowNanos);
    }

    private long sourceAddress() {
        return u48(6);
    }

    // Octet by octet: independent of the buffer's byte order, and alignment does not matter at this rate.

    private int u8(int at) {
        return frame.get(offset + at) & 0xFF;
    }

    private int u16(int at) {
        return u8(at) << 8 | u8(at + 1);
    }

    private long u32(int at) {
        return (long) u16(at) << 16 | u16(at + 2);
    }

    private long u48(int at) {
        return (long) u16(at) << 32 | u32(at + 2);
    }

    private long u64(int at) {
        return u32(at) << 32 | u32(at + 4);
    }
}
