package dev.hayabashi.fuzz;

import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.OffloadCompletion;
import dev.hayabashi.bridgecore.SendResult;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Segmentation and checksums that a guest asks for, done for a port that takes finished frames only; {@link OffloadModel} says
 * what comes of it. Input: an octet (1: lengths and checksums are mended first), two octets by which the payload is prolonged,
 * a virtio-net header, a frame.
 */
public final class OffloadFuzz {
    private static final int HEADER = Frame.VNET_HEADER_BYTES;
    private static final DirectMemory.Allocator HEAP = bytes -> new DirectMemory(ByteBuffer.allocate(bytes), 0);

    private static final List<byte[]> LEFT = new ArrayList<>();
    private static final OffloadCompletion COMPLETION = new OffloadCompletion(OffloadFuzz::take, HEAP);
    private static final ByteBuffer MEMORY = ByteBuffer.allocate(Frame.MEMORY_BYTES);

    private OffloadFuzz() {}

    private static SendResult take(Frame wire) {
        byte[] frame = new byte[wire.totalBytes()];
        wire.memory().get(wire.start(), frame);
        LEFT.add(frame);
        return SendResult.SENT;
    }

    public static void fuzzerTestOneInput(byte[] input) {
        // What leaves may be 20 times as much as came, in frames of 48 octets of payload with headers of 900.
        Check.bounded(65_536, () -> complete(new Input(input)));
    }

    private static void complete(Input in) {
        boolean mended = (in.u8() & 1) != 0;
        int more = in.u16();
        byte[] given = in.rest();
        if (given.length < HEADER) {
            return;
        }
        byte[] frame = Arrays.copyOf(given, Math.min(given.length + more, 65_550));
        for (int i = given.length; i < frame.length; i++) {
            frame[i] = (byte) (i * 31 >> 3);
        }
        if (mended) {
            OffloadModel.mend(frame);
        }
        check(frame);
    }

    /** @param frame with its virtio-net header */
    static void check(byte[] frame) {
        LEFT.clear();
        MEMORY.put(0, frame);
        Frame view = new Frame(MEMORY, 0);
        view.received(frame.length);
        SendResult result = COMPLETION.send(view);
        Check.that(result == SendResult.SENT || result == SendResult.BAD_OFFLOAD, () -> "answer " + result);
        byte[] after = new byte[frame.length];
        MEMORY.get(0, after);
        Check.same(after, frame, () -> "the memory that other ports get");
        OffloadModel.check(frame, result == SendResult.SENT, LEFT);
    }
}
