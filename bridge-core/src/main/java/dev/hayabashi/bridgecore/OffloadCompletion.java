package dev.hayabashi.bridgecore;

import java.nio.ByteBuffer;

/**
 * Stands in front of an egress that takes finished frames only, and does what a network card would have done: cuts
 * super-frames ({@link Segmenter}) and completes checksums. What leaves has an empty virtio-net header, whose 12 bytes the
 * egress may use for a header of its own. A frame that is finished already goes through untouched and uncopied.
 *
 * <p>Other ports get the same frame, so that its memory is never changed: the work is done in memory that was allocated
 * once. Not thread-safe; one per port or one per event loop.
 */
public final class OffloadCompletion implements PortIo {
    private final PortIo egress;
    private final Segmenter segmenter = new Segmenter();
    private final Frame wire;

    /**
     * @param egress takes each finished frame; the frame is overwritten when it returns
     * @param allocator for {@link Frame#MEMORY_BYTES} of memory, once
     */
    public OffloadCompletion(PortIo egress, DirectMemory.Allocator allocator) {
        this.egress = egress;
        DirectMemory memory = allocator.allocate(Frame.MEMORY_BYTES);
        this.wire = new Frame(memory.buffer(), memory.address());
        wire.received(0);
    }

    /**
     * {@inheritDoc}
     *
     * <p>A super-frame is one frame to the bridge. When its first segment is not taken, the answer is the egress's own, and
     * the whole may be sent again later. When a later one is not taken, the rest is lost and so the answer is a loss too:
     * {@code NO_BUFFERS} where the egress would block, because sending again would repeat what has left.
     */
    @Override
    public SendResult send(Frame frame) {
        if (!frame.needsCompletion()) {
            return egress.send(frame);
        }
        return frame.isSuperFrame() ? sendSegments(frame) : sendWithChecksum(frame);
    }

    private SendResult sendSegments(Frame frame) {
        int segments = segmenter.prepare(frame);
        if (segments == 0) {
            return SendResult.BAD_OFFLOAD;
        }
        for (int number = 0; number < segments; number++) {
            segmenter.segment(frame, number, wire);
            SendResult result = egress.send(wire);
            if (result != SendResult.SENT) {
                return number > 0 && result == SendResult.WOULD_BLOCK ? SendResult.NO_BUFFERS : result;
            }
        }
        return SendResult.SENT;
    }

    private SendResult sendWithChecksum(Frame frame) {
        int length = frame.length();
        int start = frame.checksumStart();
        int field = start + frame.checksumOffset();
        if (start < Frame.ETHERNET_HEADER_BYTES || field + 2 > length) {
            return SendResult.BAD_OFFLOAD;
        }
        ByteBuffer memory = wire.memory();
        clearHeader(wire);
        memory.put(Frame.VNET_HEADER_BYTES, frame.memory(), frame.start() + Frame.VNET_HEADER_BYTES, length);
        wire.received(frame.totalBytes());
        // The field counts: it has the sum of the pseudo-header.
        long sum = InternetChecksum.sum(memory, Frame.VNET_HEADER_BYTES + start, length - start);
        memory.putShort(Frame.VNET_HEADER_BYTES + field, (short) InternetChecksum.nonZero(sum));
        return egress.send(wire);
    }

    /** Empties the virtio-net header: nothing is left to be done to the frame. */
    static void clearHeader(Frame frame) {
        frame.memory().putLong(frame.start(), 0).putInt(frame.start() + 8, 0);
    }
}
