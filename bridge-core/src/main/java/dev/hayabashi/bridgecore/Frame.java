package dev.hayabashi.bridgecore;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A view of one frame in reused direct memory: a 12-byte virtio-net header, then the Ethernet frame without FCS.
 *
 * <p>There is one {@code Frame} per event loop and it is overwritten by the next read: nobody keeps a reference past the
 * call that handed it over. Reading a field never allocates. Offsets of the accessors count from the destination
 * address; the virtio-net header lies in front of it.
 *
 * <p>Not thread-safe; owned by one event loop.
 */
public final class Frame {
    /** Length of {@code struct virtio_net_hdr_v1}, the form with {@code num_buffers}, in bytes. */
    public static final int VNET_HEADER_BYTES = 12;

    /** Destination, source and EtherType, in bytes. */
    public static final int ETHERNET_HEADER_BYTES = 14;

    /**
     * Memory that holds the largest frame a TAP can deliver: a 64 KiB segmentation super-frame with its headers. A read
     * into less would be cut silently by the kernel, so every read buffer has this size.
     */
    public static final int MEMORY_BYTES = 69_632;

    /** IEEE 802.1Q customer tag. */
    public static final int ETHERTYPE_VLAN = 0x8100;

    /** Length of an 802.1Q tag, and the room that is best left in front of a frame for one. */
    public static final int TAG_BYTES = 4;

    /** {@code VIRTIO_NET_HDR_F_NEEDS_CSUM}. */
    private static final int FLAG_NEEDS_CHECKSUM = 1;

    private static final int GSO_TYPE_OFFSET = 1;
    private static final int HEADER_LENGTH_OFFSET = 2;
    private static final int GSO_SIZE_OFFSET = 4;
    private static final int CHECKSUM_START_OFFSET = 6;
    private static final int CHECKSUM_OFFSET_OFFSET = 8;
    private static final int SOURCE_OFFSET = 6;
    private static final int ETHERTYPE_OFFSET = 12;

    private ByteBuffer memory;
    private long memoryAddress;
    private int start;
    private int totalBytes;
    private boolean kept;

    /**
     * @param memory direct memory of at least {@link #MEMORY_BYTES} bytes
     * @param memoryAddress native address of its first byte, or 0 where no native call will see it (tests)
     */
    public Frame(ByteBuffer memory, long memoryAddress) {
        this.memory = Objects.requireNonNull(memory).order(ByteOrder.BIG_ENDIAN);
        this.memoryAddress = memoryAddress;
    }

    /** Points this view at other memory: a frame that waits in an egress queue, or one that the kernel put there. */
    public void wrap(DirectMemory other, int offset, int bytes) {
        this.memory = other.buffer();
        this.memoryAddress = other.address();
        this.start = offset;
        this.totalBytes = bytes;
        this.kept = false;
    }

    /** Says how many bytes a read has put at the start of the memory, virtio-net header included. */
    public void received(int bytes) {
        received(0, bytes);
    }

    /** The same for a read that has put several frames behind each other: this one starts at index {@code at}. */
    public void received(int at, int bytes) {
        start = at;
        totalBytes = bytes;
        kept = false;
    }

    /** Says that an egress will read the memory after it has answered: from here on it must stay as it is. */
    public void keep() {
        kept = true;
    }

    /** True when the memory must stay as it is; a frame that is to leave in another form is copied then. */
    boolean isKept() {
        return kept;
    }

    /** The memory; this frame starts at {@link #start()}. Its position and limit mean nothing. */
    public ByteBuffer memory() {
        return memory;
    }

    /** Index of the virtio-net header in {@link #memory()}. */
    public int start() {
        return start;
    }

    /** Native address of the virtio-net header. */
    public long address() {
        return memoryAddress + start;
    }

    /** Bytes of virtio-net header and Ethernet frame together. */
    public int totalBytes() {
        return totalBytes;
    }

    /** Bytes of the Ethernet frame, without FCS. Negative when the read was shorter than the virtio-net header. */
    public int length() {
        return totalBytes - VNET_HEADER_BYTES;
    }

    /** Destination address in the low 48 bits. */
    public long destination() {
        int at = start + VNET_HEADER_BYTES;
        return (memory.getInt(at) & 0xffff_ffffL) << 16 | (memory.getShort(at + 4) & 0xffffL);
    }

    /** Source address in the low 48 bits. */
    public long source() {
        int at = start + VNET_HEADER_BYTES + SOURCE_OFFSET;
        return (memory.getInt(at) & 0xffff_ffffL) << 16 | (memory.getShort(at + 4) & 0xffffL);
    }

    /** EtherType, or the length of an 802.3 frame, or {@link #ETHERTYPE_VLAN} for a tagged one. */
    public int etherType() {
        return unsignedShort(ETHERTYPE_OFFSET);
    }

    /** Octet of the Ethernet frame at {@code offset}, 0..255. */
    public int unsignedByte(int offset) {
        return memory.get(start + VNET_HEADER_BYTES + offset) & 0xff;
    }

    /** Big-endian 16-bit field of the Ethernet frame at {@code offset}. */
    public int unsignedShort(int offset) {
        return memory.getShort(start + VNET_HEADER_BYTES + offset) & 0xffff;
    }

    /** True for a segmentation super-frame, which the kernel cuts into wire-sized frames where it must. */
    public boolean isSuperFrame() {
        return memory.get(start + GSO_TYPE_OFFSET) != 0;
    }

    /** {@code gso_type} of the virtio-net header, {@code VIRTIO_NET_HDR_GSO_ECN} included; 0 for no super-frame. */
    int gsoType() {
        return memory.get(start + GSO_TYPE_OFFSET) & 0xff;
    }

    /** Payload bytes of each segment but the last of a super-frame. */
    int gsoSize() {
        return littleEndianShort(GSO_SIZE_OFFSET);
    }

    /** True when the sender has left a checksum to hardware: its field holds the sum of the pseudo-header alone. */
    boolean needsChecksum() {
        return (memory.get(start) & FLAG_NEEDS_CHECKSUM) != 0;
    }

    /** Offset in the Ethernet frame from which the checksum that {@link #needsChecksum} speaks of is computed. */
    int checksumStart() {
        return littleEndianShort(CHECKSUM_START_OFFSET);
    }

    /** Where the checksum goes, counted from {@link #checksumStart}. */
    int checksumOffset() {
        return littleEndianShort(CHECKSUM_OFFSET_OFFSET);
    }

    /** True when the frame cannot go onto a wire as it is: {@link OffloadCompletion} makes it so. */
    public boolean needsCompletion() {
        return isSuperFrame() || needsChecksum();
    }

    /**
     * Bytes of the longest frame on the wire once a super-frame is cut: headers plus one segment. For any other frame
     * {@link #length()}. The headers' length is taken from the packet and not from the virtio-net header, whose {@code hdr_len} is a hint.
     */
    public int wireLength() {
        if (!isSuperFrame()) {
            return length();
        }
        return Math.min(length(), Segmenter.headerBytes(this) + gsoSize());
    }

    /**
     * Copies the first bytes of the Ethernet frame.
     *
     * @return how many were copied: at most {@code bytes}, less when the frame is shorter
     */
    public int copyPrefix(byte[] into, int at, int bytes) {
        int copied = Math.min(bytes, Math.max(0, length()));
        memory.get(start + VNET_HEADER_BYTES, into, at, copied);
        return copied;
    }

    private int littleEndianShort(int offset) {
        return (memory.get(start + offset) & 0xff) | (memory.get(start + offset + 1) & 0xff) << 8;
    }

    /** Takes out the 802.1Q tag that the frame has: what lies in front of it moves, not the payload. */
    void popTag() {
        moveFront(TAG_BYTES);
    }

    /** Puts an 802.1Q tag in; there must be {@link #TAG_BYTES} of room in front of the frame. */
    void pushTag(int tci) {
        moveFront(-TAG_BYTES);
        int at = start + VNET_HEADER_BYTES + ETHERTYPE_OFFSET;
        memory.putShort(at, (short) ETHERTYPE_VLAN).putShort(at + 2, (short) tci);
    }

    /** Virtio-net header and addresses move by {@code bytes}, and the header's offsets into the frame with them. */
    private void moveFront(int bytes) {
        long first = memory.getLong(start);
        long second = memory.getLong(start + 8);
        long third = memory.getLong(start + 16);
        start += bytes;
        totalBytes -= bytes;
        memory.putLong(start, first).putLong(start + 8, second).putLong(start + 16, third);
        if ((memory.get(start) & FLAG_NEEDS_CHECKSUM) != 0) {
            addLittleEndian(CHECKSUM_START_OFFSET, -bytes);
        }
        if (isSuperFrame()) {
            addLittleEndian(HEADER_LENGTH_OFFSET, -bytes);
        }
    }

    private void addLittleEndian(int offset, int addend) {
        int sum = littleEndianShort(offset) + addend;
        memory.put(start + offset, (byte) sum).put(start + offset + 1, (byte) (sum >>> 8));
    }

    /** Becomes a copy of {@code other} that starts at index {@code at} of this frame's own memory. */
    void copyOf(Frame other, int at) {
        start = at;
        totalBytes = other.totalBytes;
        kept = false;
        memory.put(at, other.memory, other.start, other.totalBytes);
    }
}
