package dev.hayabashi.tapio.stream;

/** Numbers of QEMU's framing. */
final class Framing {
    /** The length field. */
    static final int LENGTH_BYTES = 4;

    /**
     * The longest frame: 64 KiB behind an Ethernet header. QEMU itself takes 4 KiB more, but drops the link of whoever sends
     * it more than that.
     */
    static final int MAX_FRAME_BYTES = 65_550;

    /** The shortest frame of Ethernet without FCS. Peers send shorter ones, such as an ARP packet of 42 bytes. */
    static final int MIN_FRAME_BYTES = 60;

    private Framing() {}
}
