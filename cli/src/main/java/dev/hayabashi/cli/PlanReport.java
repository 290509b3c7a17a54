package dev.hayabashi.cli;

import dev.hayabashi.daemon.api.PlanView;
import dev.hayabashi.daemon.api.PlanView.ChangeView;
import java.util.stream.Collectors;

/** What {@code plan} and {@code apply} print. */
final class PlanReport {
    private PlanReport() {}

    static void print(PlanView plan, Output output) {
        if (plan.changes().isEmpty()) {
            output.line("nothing changes: the daemon is as " + plan.source() + " says");
            return;
        }
        plan.changes().forEach(change -> output.line(line(change)));
        int count = plan.changes().size();
        output.line((count == 1 ? "1 change" : count + " changes")
                + (plan.applied() ? " made" : "; `hayabashi apply " + plan.source() + "` makes them"));
    }

    private static String line(ChangeView change) {
        String sign = switch (change.action()) {
            case "add" -> "+ ";
            case "remove" -> "- ";
            default -> "~ ";
        };
        StringBuilder line = new StringBuilder(sign).append(subject(change));
        if (!change.keys().isEmpty()) {
            line.append(": ")
                    .append(change.keys().stream()
                            .map(key -> key.key() + " " + shown(key.before()) + " -> " + shown(key.after()))
                            .collect(Collectors.joining(", ")));
        }
        String note = change.note();
        if (change.action().equals("change") && change.effect().equals("link-interrupted")) {
            note += "; its link is interrupted";
        } else if (change.action().equals("change") && note.isEmpty()) {
            note = "while frames flow";
        }
        return note.isEmpty() ? line.toString() : line + " (" + note + ")";
    }

    private static String subject(ChangeView change) {
        if (change.bridge() == null) {
            return "daemon";
        }
        return change.port() == null ? "bridge " + change.bridge() : "port " + change.port() + " on " + change.bridge();
    }

    private static String shown(String value) {
        return value.isEmpty() ? "(none)" : value;
    }
}
