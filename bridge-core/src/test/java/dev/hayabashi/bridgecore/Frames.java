package dev.hayabashi.bridgecore;

import java.nio.ByteBuffer;

/** Builds frames as a port would have read them: virtio-net header first. */
final class Frames {
    static final int IPV4 = 0x0800;
    static final int MINIMUM_BYTES = 60;

    private Frames() {}

    /** An empty frame over memory of its own. */
    static Frame empty() {
        return new Frame(ByteBuffer.allocateDirect(Frame.MEMORY_BYTES), 0);
    }

    static Frame of(long destination, long source) {
        return of(destination, source, MINIMUM_BYTES);
    }

    /** An IPv4-typed frame of {@code length} Ethernet bytes; its last four bytes tell it from others. */
    static Frame of(long destination, long source, int length) {
        return fill(empty(), destination, source, length, 0);
    }

    /** A frame whose payload starts with {@code label}, to recognise it by. */
    static Frame labelled(long destination, long source, int label) {
        return fill(empty(), destination, source, MINIMUM_BYTES, label);
    }

    static Frame fill(Frame frame, long destination, long source, int length, int label) {
        ByteBuffer memory = frame.memory();
        int at = Frame.VNET_HEADER_BYTES;
        memory.putLong(0, 0).putInt(8, 0);
        putAddress(memory, at, destination);
        putAddress(memory, at + 6, source);
        memory.putShort(at + 12, (short) IPV4);
        memory.putInt(at + 14, label);
        frame.received(Frame.VNET_HEADER_BYTES + length);
        return frame;
    }

    /** A TCPv4 super-frame of {@code length} bytes that the kernel would cut into segments of {@code segmentBytes}. */
    static Frame superFrame(long destination, long source, int length, int segmentBytes) {
        Frame frame = of(destination, source, length);
        int headerBytes = Frame.ETHERNET_HEADER_BYTES + 40;
        frame.memory()
                .put(0, (byte) 1)
                .put(1, (byte) 1)
                .putShort(2, Short.reverseBytes((short) headerBytes))
                .putShort(4, Short.reverseBytes((short) segmentBytes));
        int ip = Frame.VNET_HEADER_BYTES + Frame.ETHERNET_HEADER_BYTES;
        frame.memory().put(ip, (byte) 0x45).put(ip + 9, (byte) 6).put(ip + 20 + 12, (byte) 0x50);
        return frame;
    }

    static int label(Frame frame) {
        return frame.memory().getInt(frame.start() + Frame.VNET_HEADER_BYTES + 14);
    }

    /** The Ethernet bytes, copied. */
    static byte[] bytes(Frame frame) {
        byte[] copy = new byte[frame.totalBytes()];
        frame.memory().get(frame.start(), copy);
        return copy;
    }

    /** A frame with these bytes, virtio-net header included, over memory of its own. */
    static Frame ofBytes(byte[] bytes) {
        Frame frame = empty();
        frame.memory().put(0, bytes);
        frame.received(bytes.length);
        return frame;
    }

    /** A frame of an EtherType and its payload, given in hexadecimal. */
    static Frame of(long destination, long source, int etherType, String payloadHex) {
        byte[] payload = java.util.HexFormat.of().parseHex(payloadHex.replaceAll("\\s", ""));
        Frame frame = of(destination, source, Math.max(MINIMUM_BYTES, 14 + payload.length));
        int at = Frame.VNET_HEADER_BYTES + 12;
        frame.memory().putShort(at, (short) etherType).put(at + 2, payload);
        return frame;
    }

    private static void putAddress(ByteBuffer memory, int at, long address) {
        memory.putShort(at, (short) (address >>> 32)).putInt(at + 2, (int) address);
    }
}
