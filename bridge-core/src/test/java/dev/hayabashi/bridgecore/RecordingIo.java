package dev.hayabashi.bridgecore;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The far end of a port: keeps a copy of what was sent there and answers as it is told. */
final class RecordingIo implements PortIo {
    /** A frame that left by the port. */
    record Sent(long destination, long source, int label, int length) {}

    final List<Sent> sent = new ArrayList<>();
    private byte[] last = {};
    SendResult answer = SendResult.SENT;
    /** Frames that it still takes before it would block; negative for no end. */
    int room = -1;
    /** Memory that it reads when it is asked and not when it is sent, as a ring of the kernel does. */
    @Nullable ByteBuffer readsLater;

    private int laterAt;
    private int laterBytes;

    @Override
    public SendResult send(Frame frame) {
        if (answer != SendResult.SENT) {
            return answer;
        }
        if (room == 0) {
            return SendResult.WOULD_BLOCK;
        }
        room--;
        last = Frames.bytes(frame);
        laterBytes = 0;
        if (frame.memory() == readsLater) {
            frame.keep();
            laterAt = frame.start();
            laterBytes = frame.totalBytes();
        }
        sent.add(new Sent(frame.destination(), frame.source(), Frames.label(frame), frame.length()));
        return SendResult.SENT;
    }

    /** A copy of the frame that was sent last. */
    Frame lastFrame() {
        if (laterBytes > 0) {
            Frame later = new Frame(Objects.requireNonNull(readsLater), 0);
            later.received(laterAt, laterBytes);
            return Frames.ofBytes(Frames.bytes(later));
        }
        return Frames.ofBytes(last);
    }

    List<Integer> labels() {
        return sent.stream().map(Sent::label).toList();
    }
}
