package dev.hayabashi.tapio.stream;

import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.OffloadCompletion;
import dev.hayabashi.bridgecore.PortIo;
import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.tapio.loop.PortChannel;
import org.jspecify.annotations.Nullable;

/** The way out of a stream port: finishes what was left to hardware, and sends the segments of a super-frame as one. */
public final class StreamEgress implements PortIo {
    private final PortChannel channel;
    private final OffloadCompletion completion;
    private @Nullable StreamSource source;

    public StreamEgress(PortChannel channel, DirectMemory.Allocator allocator) {
        this.channel = channel;
        this.completion = new OffloadCompletion(channel, allocator);
    }

    /** Says by which connection frames leave; null for none. */
    public void source(@Nullable StreamSource present) {
        source = present;
    }

    @Override
    public SendResult send(Frame frame) {
        StreamSource present = source;
        if (present == null || !frame.isSuperFrame()) {
            return completion.send(frame);
        }
        if (!present.cork()) {
            // The rest of an earlier frame waits, or the source is held: the loop waits for the socket already.
            return SendResult.WOULD_BLOCK;
        }
        SendResult result = completion.send(frame);
        present.uncork();
        channel.flush();
        return result;
    }
}
