package dev.hayabashi.bridgecore;

import java.util.ArrayList;
import java.util.List;

/** The far end of a port: keeps a copy of what was sent there and answers as it is told. */
final class RecordingIo implements PortIo {
    /** A frame that left by the port. */
    record Sent(long destination, long source, int label, int length) {}

    final List<Sent> sent = new ArrayList<>();
    private byte[] last = {};
    SendResult answer = SendResult.SENT;
    /** Frames that it still takes before it would block; negative for no end. */
    int room = -1;

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
        sent.add(new Sent(frame.destination(), frame.source(), Frames.label(frame), frame.length()));
        return SendResult.SENT;
    }

    /** A copy of the frame that was sent last. */
    Frame lastFrame() {
        return Frames.ofBytes(last);
    }

    List<Integer> labels() {
        return sent.stream().map(Sent::label).toList();
    }
}
