package dev.hayabashi.tapio.stream;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** QEMU's framing as plainly as it can be written. */
final class StreamModel {
    /** What a byte stream is to give: frames, padded, and whether it ends in nonsense. */
    record Decoded(List<byte[]> frames, boolean badLength) {}

    private StreamModel() {}

    static Decoded decode(byte[] stream) {
        List<byte[]> frames = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(stream);
        while (bytes.remaining() >= 4) {
            long length = bytes.getInt() & 0xffff_ffffL;
            if (length == 0 || length > 65_550) {
                return new Decoded(frames, true);
            }
            if (bytes.remaining() < length) {
                break;
            }
            byte[] frame = new byte[(int) length];
            bytes.get(frame);
            frames.add(length >= 14 && length < 60 ? Arrays.copyOf(frame, 60) : frame);
        }
        return new Decoded(frames, false);
    }

    static byte[] encode(List<byte[]> frames) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            stream.writeBytes(ByteBuffer.allocate(4).putInt(frame.length).array());
            stream.writeBytes(frame);
        }
        return stream.toByteArray();
    }

    static byte[] randomFrame(Random random) {
        int[] lengths = {1, 13, 14, 42, 59, 60, 61, 1514, 1518, 9014, 65_550};
        int length = random.nextInt(4) == 0 ? lengths[random.nextInt(lengths.length)] : 1 + random.nextInt(1514);
        byte[] frame = new byte[length];
        random.nextBytes(frame);
        return frame;
    }
}
