package dev.hayabashi.stp;

import static dev.hayabashi.stp.BpduFormat.*;

import java.util.Arrays;

/** Encodes BPDUs into one frame buffer that is used again and again (802.1D-2004 9.3, 17.21.19 to 17.21.21). */
final class BpduWriter {
    /** A complete frame from index 0, padded to {@link BpduFormat#MIN_FRAME}. */
    final byte[] frame = new byte[MIN_FRAME];

    /** txTcn. */
    void tcn(Port port) {
        header(port, TCN_LENGTH, 0, TYPE_TCN);
    }

    /** txConfig. */
    void config(Port port) {
        header(port, CONFIG_LENGTH, 0, TYPE_CONFIG);
        int flags = (port.tcWhile != 0 ? FLAG_TC : 0) | (port.tcAck ? FLAG_TC_ACK : 0);
        information(port, flags);
    }

    /** txRstp. */
    void rst(Port port) {
        header(port, RST_LENGTH, 2, TYPE_RST);
        information(port, rstFlags(port));
    }

    /** TC acknowledgment is always 0 in an RST BPDU. */
    private static int rstFlags(Port port) {
        int role = switch (port.role) {
            case DESIGNATED -> ROLE_DESIGNATED;
            case ROOT -> ROLE_ROOT;
            default -> ROLE_ALTERNATE_BACKUP;
        };
        return role << ROLE_SHIFT
                | (port.tcWhile != 0 ? FLAG_TC : 0)
                | (port.proposing ? FLAG_PROPOSAL : 0)
                | (port.learning ? FLAG_LEARNING : 0)
                | (port.forwarding ? FLAG_FORWARDING : 0)
                | (port.agree ? FLAG_AGREEMENT : 0);
    }

    private void header(Port port, int bpduLength, int version, int type) {
        Arrays.fill(frame, (byte) 0);
        u48(0, GROUP_ADDRESS);
        u48(6, port.macAddress);
        u16(12, LLC_HEADER + bpduLength);
        frame[14] = (byte) (LLC >> 16);
        u16(15, LLC & 0xFFFF);
        frame[BPDU + VERSION] = (byte) version;
        frame[BPDU + TYPE] = (byte) type;
    }

    /** Always this bridge's and this port's identifiers, from every role: an agreement is not an echo of the proposal. */
    private void information(Port port, int flags) {
        PriorityVector v = port.designatedPriority;
        Times t = port.designatedTimes;
        frame[BPDU + FLAGS] = (byte) flags;
        u64(BPDU + ROOT, v.root());
        u32(BPDU + COST, v.cost());
        u64(BPDU + BRIDGE, v.bridge());
        u16(BPDU + PORT, v.port());
        u16(BPDU + MESSAGE_AGE, wire(t.messageAge()));
        u16(BPDU + MAX_AGE, wire(t.maxAge()));
        u16(BPDU + HELLO_TIME, wire(t.helloTime()));
        u16(BPDU + FORWARD_DELAY, wire(t.forwardDelay()));
    }

    /** Learned times can be 256 s after rounding; the field ends at 255.996 s. */
    private static int wire(int seconds) {
        return Math.min(0xFFFF, seconds * TICKS_PER_SECOND);
    }

    private void u16(int at, int value) {
        frame[at] = (byte) (value >> 8);
        frame[at + 1] = (byte) value;
    }

    private void u32(int at, long value) {
        u16(at, (int) (value >> 16));
        u16(at + 2, (int) value);
    }

    private void u48(int at, long value) {
        u16(at, (int) (value >> 32));
        u32(at + 2, value);
    }

    private void u64(int at, long value) {
        u32(at, value >> 32);
        u32(at + 4, value);
    }
}
