package dev.hayabashi.daemon.capture;

/**
 * Layout of a record in the {@link CaptureRing}: a fixed part, the egress ports, the frame.
 *
 * <p>Offsets are in bytes from the record's start.
 */
final class CaptureRecord {
    static final int TIME = 0;
    static final int LENGTH = 8;
    static final int CAPTURED = 12;
    static final int INTERFACE = 16;
    static final int DIRECTION = 18;
    static final int FATE = 19;
    static final int REASON = 20;
    static final int EGRESS_LISTED = 21;
    static final int EGRESS_TOTAL = 22;
    static final int LOST = 24;
    static final int EGRESS = 32;
    /** Interface, outcome and reason. */
    static final int EGRESS_BYTES = 4;

    /** Egress ports that a record lists; the others are counted. */
    static final int MAX_EGRESS = 32;

    static final byte INBOUND = 1;
    static final byte OUTBOUND = 2;

    /** An outbound copy that the kernel took: there is nothing more to say. */
    static final byte SENT = 0;

    static final byte RELAYED = 1;
    static final byte CONSUMED = 2;
    static final byte DROPPED = 3;
    /** Of an egress port: the copy waits. */
    static final byte QUEUED = 4;

    private CaptureRecord() {}
}
