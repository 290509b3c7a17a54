package dev.hayabashi.services.wire;

import java.nio.ByteBuffer;

/** A view of an ARP packet for IPv4 over Ethernet (RFC 826). Reused; valid until the memory changes. */
public final class ArpPacket {
    public static final int REQUEST = 1;
    public static final int REPLY = 2;

    /** Octets of the ARP packet without the Ethernet header. */
    public static final int BYTES = 28;

    private ByteBuffer memory = ByteBuffer.allocate(0);
    private int at;

    /** Looks at the Ethernet frame of {@code length} octets at {@code offset}; false when it is no such packet. */
    public boolean wrap(ByteBuffer memory, int offset, int length) {
        if (length < Wire.ETHERNET_HEADER_BYTES + BYTES
                || (memory.getShort(offset + 12) & 0xffff) != Wire.ETHERTYPE_ARP) {
            return false;
        }
        this.memory = memory;
        this.at = offset + Wire.ETHERNET_HEADER_BYTES;
        // Hardware type Ethernet, protocol type IPv4, lengths 6 and 4.
        return memory.getInt(at) == 0x0001_0800 && memory.getShort(at + 4) == 0x0604;
    }

    /** {@link #REQUEST}, {@link #REPLY} or something that nobody uses. */
    public int operation() {
        return memory.getShort(at + 6) & 0xffff;
    }

    public long senderHardwareAddress() {
        return Octets.mac(memory, at + 8);
    }

    /** 0 in a probe (RFC 5227). */
    public int senderAddress() {
        return memory.getInt(at + 14);
    }

    public long targetHardwareAddress() {
        return Octets.mac(memory, at + 18);
    }

    public int targetAddress() {
        return memory.getInt(at + 24);
    }
}
