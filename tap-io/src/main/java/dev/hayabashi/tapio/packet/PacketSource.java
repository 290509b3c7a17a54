package dev.hayabashi.tapio.packet;

import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.tapio.loop.FrameLoop;
import dev.hayabashi.tapio.loop.FrameSource;
import dev.hayabashi.tapio.loop.QuietFd;
import dev.hayabashi.tapio.sys.MessageHeader;
import io.netty.channel.unix.FileDescriptor;
import java.nio.ByteBuffer;

/**
 * Frames of an AF_PACKET socket. A frame is received a tag's length behind the start of the buffer; a tag that the kernel
 * has stripped goes back by moving what is in front of it, never the payload.
 */
public final class PacketSource implements FrameSource {
    private static final int AUXDATA_BYTES = 20;
    private static final int AUX_TCI_OFFSET = 16;
    private static final int AUX_TPID_OFFSET = 18;
    private static final int TP_STATUS_VLAN_VALID = 1 << 4;
    private static final int TP_STATUS_VLAN_TPID_VALID = 1 << 6;

    private static final int FLAG_NEEDS_CSUM = 1;
    private static final int GSO_TYPE_OFFSET = 1;
    private static final int HEADER_LENGTH_OFFSET = 2;
    private static final int CSUM_START_OFFSET = 6;
    private static final int NUM_BUFFERS_OFFSET = 10;
    private static final int TAG_OFFSET = Frame.VNET_HEADER_BYTES + 12;
    private static final int TAG_BYTES = FrameLoop.HEADROOM_BYTES;

    private final PacketSocket socket;
    private final QuietFd fd;
    private final MessageHeader message;
    private final ByteBuffer memory;
    private final int missingHeaderBytes;
    private final Frame frame;

    /**
     * @param tagged the loop's buffer, seen from its start
     * @param untagged the same buffer, seen from {@link FrameLoop#HEADROOM_BYTES} on
     */
    public PacketSource(PacketSocket socket, Frame tagged, Frame untagged) {
        this.socket = socket;
        this.fd = new QuietFd(socket.number());
        this.frame = tagged;
        tagged.received(0);
        untagged.received(0);
        this.memory = tagged.memory();
        this.missingHeaderBytes = Frame.VNET_HEADER_BYTES - socket.headerBytes();
        this.message = new MessageHeader(
                untagged.address() + missingHeaderBytes, Frame.MEMORY_BYTES - (long) missingHeaderBytes);
    }

    @Override
    public FileDescriptor descriptor() {
        return fd.descriptor();
    }

    @Override
    public int read() {
        int bytes = message.receive(socket.number());
        if (bytes <= 0) {
            return bytes;
        }
        if (missingHeaderBytes != 0) {
            lengthenHeader();
        }
        int total = bytes + missingHeaderBytes;
        int at = message.controlData(PacketSocket.SOL_PACKET, PacketSocket.PACKET_AUXDATA, AUXDATA_BYTES);
        int status = at < 0 ? 0 : message.buffer().getInt(at);
        if ((status & TP_STATUS_VLAN_VALID) == 0) {
            frame.received(TAG_BYTES, total);
            return total;
        }
        int tpid = (status & TP_STATUS_VLAN_TPID_VALID) == 0
                ? Frame.ETHERTYPE_VLAN
                : message.buffer().getShort(at + AUX_TPID_OFFSET);
        restoreTag(tpid, message.buffer().getShort(at + AUX_TCI_OFFSET));
        frame.received(total + TAG_BYTES);
        return total + TAG_BYTES;
    }

    /** The 10-byte header was received 2 bytes late: moves it to where a 12-byte one starts. */
    private void lengthenHeader() {
        int start = TAG_BYTES;
        memory.putLong(start, memory.getLong(start + 2));
        memory.putShort(start + 8, memory.getShort(start + 10));
        memory.putShort(start + NUM_BUFFERS_OFFSET, (short) 0);
    }

    private void restoreTag(int tpid, int tci) {
        // Virtio-net header and both addresses: 24 bytes move to the front by the tag's 4.
        memory.putLong(0, memory.getLong(TAG_BYTES));
        memory.putLong(8, memory.getLong(TAG_BYTES + 8));
        memory.putLong(16, memory.getLong(TAG_BYTES + 16));
        memory.putShort(TAG_OFFSET, (short) tpid);
        memory.putShort(TAG_OFFSET + 2, (short) tci);
        // The kernel counted these from a frame without the tag.
        if ((memory.get(0) & FLAG_NEEDS_CSUM) != 0) {
            addLittleEndian(CSUM_START_OFFSET, TAG_BYTES);
        }
        if (memory.get(GSO_TYPE_OFFSET) != 0) {
            addLittleEndian(HEADER_LENGTH_OFFSET, TAG_BYTES);
        }
    }

    private void addLittleEndian(int offset, int addend) {
        int value = Short.toUnsignedInt(Short.reverseBytes(memory.getShort(offset))) + addend;
        memory.putShort(offset, Short.reverseBytes((short) value));
    }

    @Override
    public Frame frame() {
        return frame;
    }

    @Override
    public int write(Frame outgoing) {
        if (missingHeaderBytes == 0) {
            return fd.write(outgoing.address(), outgoing.totalBytes());
        }
        return writeShortHeader(outgoing);
    }

    @Override
    public boolean takesFrames() {
        return missingHeaderBytes == 0;
    }

    /** Moves the header 2 bytes towards the frame for the call, and back: other ports get the same memory after this. */
    private int writeShortHeader(Frame outgoing) {
        ByteBuffer bytes = outgoing.memory();
        int start = outgoing.start();
        long first = bytes.getLong(start);
        int rest = bytes.getInt(start + 8);
        bytes.putLong(start + 2, first);
        bytes.putShort(start + 10, (short) (rest >>> 16));
        int written = fd.write(outgoing.address() + missingHeaderBytes, outgoing.totalBytes() - missingHeaderBytes);
        bytes.putLong(start, first);
        bytes.putInt(start + 8, rest);
        return written;
    }

    @Override
    public long exceptions() {
        return fd.exceptions();
    }
}
