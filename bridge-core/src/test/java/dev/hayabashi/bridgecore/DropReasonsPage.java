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
        return page.toString();
    }

    private static String lower(DropReason.Stage stage) {
        return stage.name().toLowerCase(Locale.ROOT);
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
