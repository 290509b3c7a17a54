package dev.hayabashi.tapio.stream;

import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.fuzz.Check;
import dev.hayabashi.fuzz.Input;
import dev.hayabashi.tapio.sys.Errno;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * QEMU's framing on a socket. A stream in whatever pieces gives the frames that the framing says, up to the first length that no
 * frame can have; and those frames, written to a socket that takes as much as it likes, are that stream again.
 *
 * <p>Input: a length, so many octets that cut the stream and limit the writes, then the stream.
 */
public final class StreamFuzz {
    private static final int MAX_FRAME = 65_550;

    private static final DirectMemory.Allocator HEAP = bytes -> new DirectMemory(ByteBuffer.allocate(bytes), 0);
    private static final FrameDecoder DECODER = new FrameDecoder(HEAP);

    private StreamFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Check.bounded(input.length, () -> {
            Input in = new Input(input);
            byte[] cuts = in.take(in.u8());
            byte[] stream = in.rest();
            List<byte[]> frames = decode(stream, new Input(cuts));
            encode(frames, new Input(cuts));
        });
    }

    /** As plainly as it can be written. */
    private static List<byte[]> model(byte[] stream, boolean[] bad) {
        List<byte[]> frames = new ArrayList<>();
        int at = 0;
        while (stream.length - at >= 4) {
            long length = ByteBuffer.wrap(stream).getInt(at) & 0xffff_ffffL;
            if (length == 0 || length > MAX_FRAME) {
                bad[0] = true;
                break;
            }
            if (length > stream.length - at - 4) {
                break;
            }
            frames.add(Arrays.copyOfRange(stream, at + 4, at + 4 + (int) length));
            at += 4 + (int) length;
        }
        return frames;
    }

    private static List<byte[]> decode(byte[] stream, Input cuts) {
        boolean[] bad = new boolean[1];
        List<byte[]> expected = model(stream, bad);
        DECODER.reset();
        int at = 0;
        int frames = 0;
        while (true) {
            boolean promised = DECODER.holdsMore();
            int total = DECODER.next();
            Check.same(total != 0, promised, () -> "holdsMore before " + total);
            if (total > 0) {
                int number = frames++;
                Check.that(number < expected.size(), () -> "a frame too many, of " + total);
                frame(total, expected.get(number));
            } else if (total < 0) {
                Check.that(bad[0], () -> "a length was refused that is none to refuse: " + DECODER.badLength());
                Check.same(DECODER.frame().length(), 0, () -> "octets of a frame that never was");
                break;
            } else if (at == stream.length) {
                Check.that(!bad[0], () -> "a length was let through that no frame has");
                break;
            } else {
                DECODER.fillAddress();
                int room = DECODER.fillCapacity();
                Check.that(room > 0, () -> "no room for more of a frame");
                int piece = cuts.remaining() == 0 ? room : 1 + cuts.u8();
                int bytes = Math.min(Math.min(room, stream.length - at), piece);
                DECODER.memory().put(DECODER.fillIndex(), stream, at, bytes);
                DECODER.filled(bytes);
                at += bytes;
            }
        }
        Check.same(frames, expected.size(), () -> "frames");
        return expected;
    }

    private static void frame(int total, byte[] expected) {
        Frame frame = DECODER.frame();
        byte[] padded = expected.length >= 14 && expected.length < 60 ? Arrays.copyOf(expected, 60) : expected;
        Check.same(frame.totalBytes(), total, () -> "total");
        byte[] actual = new byte[total];
        frame.memory().get(frame.start(), actual);
        byte[] whole = new byte[12 + padded.length];
        System.arraycopy(padded, 0, whole, 12, padded.length);
        Check.same(actual, whole, () -> "a frame with its empty virtio-net header");
    }

    private static void encode(List<byte[]> frames, Input limits) {
        ByteArrayOutputStream socket = new ByteArrayOutputStream();
        FrameEncoder encoder = new FrameEncoder(HEAP, (memory, address, at, bytes) -> {
            int most = limits.remaining() == 0 ? bytes : limits.u8();
            if (most == 0) {
                return -Errno.EAGAIN.code();
            }
            byte[] taken = new byte[Math.min(most, bytes)];
            memory.get(at, taken);
            socket.writeBytes(taken);
            return taken.length;
        });
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (byte[] octets : frames) {
            ByteBuffer memory = ByteBuffer.allocate(Frame.VNET_HEADER_BYTES + octets.length);
            memory.put(Frame.VNET_HEADER_BYTES, octets);
            byte[] before = memory.array().clone();
            Frame frame = new Frame(memory, 0);
            frame.received(before.length);
            int result = encoder.write(frame);
            Check.same(memory.array(), before, () -> "memory that other ports get");
            if (result > 0) {
                expected.writeBytes(ByteBuffer.allocate(4).putInt(octets.length).array());
                expected.writeBytes(octets);
            } else {
                Check.same(result, -Errno.EAGAIN.code(), () -> "answer");
            }
        }
        for (int tries = 0; encoder.holdsUnwritten(); tries++) {
            int patience = tries;
            Check.that(patience < 1 << 20, () -> "the socket takes all and something still waits");
            encoder.flush();
        }
        Check.same(socket.toByteArray(), expected.toByteArray(), () -> "what was sent");
    }
}
