package dev.hayabashi.daemon.why;

import dev.hayabashi.bridgecore.KernelDrops;
import dev.hayabashi.tapio.tap.Names;
import java.util.ArrayList;
import java.util.List;

/** Sentences about frames that the kernel lost at a port. */
final class KernelDropSentences {
    private static final String KEEP_UP =
            "Hayabashi did not keep up. Give it more processor time or more `event-loops`";

    private final PortEvidence port;

    KernelDropSentences(PortEvidence port) {
        this.port = port;
    }

    /** One for each direction that frames were lost in. */
    List<String> all() {
        KernelDrops drops = port.snapshot().kernelDrops();
        List<String> sentences = new ArrayList<>();
        if (drops.fromPort() > 0) {
            sentences.add(fromPort(drops.fromPort()));
        }
        if (drops.toPort() > 0) {
            sentences.add(toPort(drops.toPort()));
        }
        return sentences;
    }

    private String fromPort(long frames) {
        String name = port.port();
        String lost = were(frames) + " lost in the kernel before Hayabashi could read " + them(frames);
        return switch (port.kind()) {
            case "vm" ->
                Words.frames(frames) + " that the guest of " + name + " sent " + lost + ": " + KEEP_UP
                        + ", or a longer queue: `ip link set " + Names.hidden(port.bridge(), name)
                        + " txqueuelen 20000`.";
            case "tap" ->
                Words.frames(frames) + " that the host behind " + name + " sent " + lost + ": " + KEEP_UP
                        + ", or a longer queue: `ip link set " + name + " txqueuelen 20000`, in its namespace.";
            default ->
                Words.frames(frames) + " that came in by " + name + " " + lost + ": " + KEEP_UP + "; `ip -s link show "
                        + name + "` tells how many the netdev itself has dropped.";
        };
    }

    private String toPort(long frames) {
        String name = port.port();
        if (port.kind().equals("vm")) {
            return "The guest does not read its TAP, or not fast enough: " + Words.frames(frames) + " that "
                    + were(frames) + " sent to it " + were(frames) + " lost in the kernel's queue of " + name
                    + ". Look whether the guest is paused or busy; `ip link set " + name
                    + " txqueuelen 20000` lengthens the queue for bursts.";
        }
        return Words.frames(frames) + " on the way out by " + name + " " + were(frames)
                + " dropped by the netdev itself, the host's own frames among them: `ip -s -s link show " + name
                + "` tells why; is its other end up, and fast enough?";
    }

    private static String were(long frames) {
        return frames == 1 ? "was" : "were";
    }

    private static String them(long frames) {
        return frames == 1 ? "it" : "them";
    }
}
