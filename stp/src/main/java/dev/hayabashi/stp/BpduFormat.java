package dev.hayabashi.stp;

/** Offsets, lengths and flag bits of BPDUs (802.1D-2004 9.3) in an untagged Ethernet frame with LLC header. */
final class BpduFormat {
    /** 01-80-C2-00-00-00. */
    static final long GROUP_ADDRESS = 0x0180_C200_0000L;

    static final int ETHERNET_HEADER = 14;
    static final int LLC_HEADER = 3;
    /** Offset of the BPDU in the frame. */
    static final int BPDU = ETHERNET_HEADER + LLC_HEADER;
    /** Shortest Ethernet frame without FCS. */
    static final int MIN_FRAME = 60;
    /** Largest value of the length/type field that is a length. */
    static final int MAX_LENGTH_FIELD = 1500;

    static final int LLC = 0x42_42_03;

    static final int TYPE_CONFIG = 0x00;
    static final int TYPE_RST = 0x02;
    static final int TYPE_TCN = 0x80;

    static final int TCN_LENGTH = 4;
    static final int CONFIG_LENGTH = 35;
    static final int RST_LENGTH = 36;

    // Offsets within the BPDU.
    static final int VERSION = 2;
    static final int TYPE = 3;
    static final int FLAGS = 4;
    static final int ROOT = 5;
    static final int COST = 13;
    static final int BRIDGE = 17;
    static final int PORT = 25;
    static final int MESSAGE_AGE = 27;
    static final int MAX_AGE = 29;
    static final int HELLO_TIME = 31;
    static final int FORWARD_DELAY = 33;

    static final int FLAG_TC = 0x01;
    static final int FLAG_PROPOSAL = 0x02;
    static final int ROLE_SHIFT = 2;
    static final int ROLE_MASK = 3;
    static final int ROLE_ALTERNATE_BACKUP = 1;
    static final int ROLE_ROOT = 2;
    static final int ROLE_DESIGNATED = 3;
    static final int FLAG_LEARNING = 0x10;
    static final int FLAG_FORWARDING = 0x20;
    static final int FLAG_AGREEMENT = 0x40;
    static final int FLAG_TC_ACK = 0x80;

    /** Time fields count 1/256 s. */
    static final int TICKS_PER_SECOND = 256;

    private BpduFormat() {}
}
