package dev.hayabashi.daemon.why;

import dev.hayabashi.bridgecore.DropReason;
import dev.hayabashi.daemon.why.DropGroups.Group;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Numbers, times and drops in words. */
final class Words {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int MAX_KINDS = 6;

    private Words() {}

    /** {@code +0.31 s}. */
    static String after(long nanos) {
        return "+" + seconds(nanos);
    }

    /** {@code 0.31 s}, {@code 3 ms}, {@code 2 h 05 min}. */
    static String seconds(long nanos) {
        double seconds = nanos / NANOS_PER_SECOND;
        if (seconds < 0.1) {
            return String.format(Locale.ROOT, "%.3f s", seconds);
        }
        if (seconds < 120) {
            return String.format(Locale.ROOT, "%.2f s", seconds);
        }
        long minutes = (long) seconds / 60;
        return minutes < 120
                ? minutes + " min " + (long) seconds % 60 + " s"
                : minutes / 60 + " h " + minutes % 60 + " min";
    }

    static double asSeconds(long nanos) {
        return nanos / NANOS_PER_SECOND;
    }

    static String frames(long count) {
        return count == 1 ? "1 frame" : count + " frames";
    }

    /** {@code 3 frames dropped in LEARNING between +0.31 s and +2.05 s (DHCP DISCOVER ×1, ARP ×2)}. */
    static String dropped(PortEvidence port, Group group) {
        int count = group.frames().size();
        String first = after(group.first().atNanos() - group.since());
        String last = after(group.last().atNanos() - group.since());
        String when = first.equals(last) ? "at " + first : "between " + first + " and " + last;
        String more = group.counted() > count && count >= 32
                ? ", the last of " + group.counted() + " since the port was attached"
                : "";
        return frames(count) + " dropped " + where(port, group) + " " + when + " (" + kinds(group.kinds()) + ")" + more;
    }

    private static String where(PortEvidence port, Group group) {
        DropReason reason = group.reason();
        if (reason.stage() == DropReason.Stage.GATE) {
            return "in " + port.display(group.last().state()).toUpperCase(Locale.ROOT);
        }
        String label = "as " + reason.label().toUpperCase(Locale.ROOT);
        return reason.stage() == DropReason.Stage.EGRESS ? "on the way out " + label : label;
    }

    static String kinds(Map<String, Integer> kinds) {
        String text = kinds.entrySet().stream()
                .limit(MAX_KINDS)
                .map(entry -> entry.getKey() + " ×" + entry.getValue())
                .collect(Collectors.joining(", "));
        return kinds.size() > MAX_KINDS ? text + ", and others" : text;
    }
}
