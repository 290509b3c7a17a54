package dev.hayabashi.bridgecore;

import java.util.Locale;
import java.util.Map;

/** Writes the reference page of drop reasons out of {@link DropReason}. */
final class DropReasonsPage {
    private static final Map<DropReason.Stage, String> STAGES = Map.of(
            DropReason.Stage.ADMIT, "The frame is refused for what it is, or for where it comes from.",
            DropReason.Stage.RESERVED, "The frame is sent to an address that bridges keep to themselves.",
            DropReason.Stage.GATE, "The state of the ingress port lets no data pass.",
            DropReason.Stage.SERVICES, "The frame is of a kind that only a server or a router may send.",
            DropReason.Stage.LOOKUP, "The frame was admitted and has nowhere to go.",
            DropReason.Stage.EGRESS, "The frame was relayed; the copy for this port was lost on its way out.");

    private static final String KERNEL = """

            ## in the kernel

            The kernel loses frames too, and tells neither the sender nor Hayabashi's descriptors. They have no reason above, because the
            bridge never saw them or had sent them already; they are counted by port and direction: `kernelDrops` in JSON,
            `kernel_from_port` and `kernel_to_port` in `hayabashi ports`, `hayabashi_port_kernel_drops_total` in the metrics. `hayabashi why PORT`
            says what to do, and the events `kernel.drops.started` and `kernel.drops.ended` when it was.

            | kind | from the port | to the port |
            |---|---|---|
            | `tap` | The TAP's queue of 4096 frames was full: the host behind it sent faster than Hayabashi read. | nothing: the host takes each frame at once |
            | `vm` | The queue of Hayabashi's side of the TAP, 4096 frames, was full: the guest sent faster than Hayabashi read. | The queue of the guest's TAP, 4096 frames, was full: the guest does not read. Or the monitor had just left. |
            | `netdev` | The buffer of the packet socket was full, or the netdev dropped the frame (`rx_dropped`, `rx_missed_errors`). | The netdev dropped the frame (`tx_dropped`); the host's own frames are among them. |
            | `stream` | nothing: a full socket stops the sender | nothing: a full socket fills the port's own queue, `egress_queue_full` |

            What was lost before the port was there does not count, and `up --takeover` keeps the counts. Frames that still lie in the queue of a
            guest's TAP when its monitor ends are gone with it, and counted nowhere.
            """;

    private DropReasonsPage() {}

    static String text() {
        StringBuilder page = new StringBuilder("""
                # Why a frame was dropped

                <!-- Generated from DropReason.java by DropReasonsPageTest; run it with -Dhayabashi.docs.write=true. -->

                Every discard on the frame path has one of these reasons and is counted on a port: those of stage `egress` on
                the port that the frame should have left by, all others on the port that it came in by. The names are those in
                `hayabashi ports --json` and in the metrics.
                """);
        for (DropReason.Stage stage : DropReason.Stage.values()) {
            page.append("\n## ").append(lower(stage)).append("\n\n").append(STAGES.get(stage));
            page.append("\n\n| reason | what happened | what to do |\n|---|---|---|\n");
            for (DropReason reason : DropReason.values()) {
                if (reason.stage() == stage) {
                    page.append("| `").append(reason.label()).append("` | ").append(cell(reason.meaning()));
                    page.append(" | ").append(cell(reason.remedy())).append(" |\n");
                }
            }
        }
        return page.append(KERNEL).toString();
    }

    private static String lower(DropReason.Stage stage) {
        return stage.name().toLowerCase(Locale.ROOT);
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
