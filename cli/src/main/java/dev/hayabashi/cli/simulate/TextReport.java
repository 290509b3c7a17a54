package dev.hayabashi.cli.simulate;

import dev.hayabashi.cli.simulate.StepResult.Failure;
import dev.hayabashi.config.StpMode;
import dev.hayabashi.config.topology.Topology;
import java.util.ArrayList;
import java.util.List;

/** What a run printed for people: each step as a table, the tree below it, and what is not as expected. */
final class TextReport {
    private TextReport() {}

    static String of(Topology topology, StpMode mode, List<StepResult> results) {
        StringBuilder out = new StringBuilder();
        out.append(topology.id().isEmpty() ? topology.source() : topology.id());
        out.append(topology.title().isEmpty() ? "" : ": " + topology.title());
        out.append(" (mode ").append(mode == StpMode.STP ? "stp" : "rstp").append(")\n");
        results.forEach(r -> step(out, r));
        long failures = results.stream().mapToLong(r -> r.failures().size()).sum();
        long expectations = results.stream().mapToLong(TextReport::expectations).sum();
        out.append('\n');
        if (failures == 0) {
            out.append("All ").append(expectations).append(" expectations hold.\n");
        } else {
            out.append(failures).append(" of ").append(expectations).append(" expectations do not hold:\n");
            for (StepResult r : results) {
                for (Failure f : r.failures()) {
                    out.append("  ").append(line(topology, r, f)).append('\n');
                }
            }
        }
        return out.toString();
    }

    /** {@code ring.yaml:14:20: step 2 (heal), B1 port 2: expected A, but it is D (designated, forwarding)}. */
    static String line(Topology topology, StepResult r, Failure f) {
        return topology.source() + ":" + f.place() + ": step " + r.number() + " (" + r.title() + "), " + f.text();
    }

    private static long expectations(StepResult r) {
        return r.bridges().stream()
                        .flatMap(b -> b.ports().stream())
                        .filter(p -> p.expected().isPresent())
                        .count()
                + r.expectedSettleSeconds().stream().count()
                + r.allowedLoopSeconds().stream().count();
    }

    private static void step(StringBuilder out, StepResult r) {
        out.append("\nStep ").append(r.number()).append(": ").append(r.title());
        out.append("\n  at ")
                .append(r.atSeconds())
                .append(" s, settled after ")
                .append(r.settleSeconds())
                .append(" s");
        r.expectedSettleSeconds()
                .ifPresent(s -> out.append(" (expected ").append(s).append(" s)"));
        out.append(r.loopSeconds() == 0 ? ", no loop" : ", LOOP for " + r.loopSeconds() + " s");
        r.allowedLoopSeconds().ifPresent(s -> out.append(" (allowed ").append(s).append(" s)"));
        out.append("\n\n");
        table(out, r);
        out.append('\n');
        TreeText.append(out, r.bridges());
    }

    private static void table(StringBuilder out, StepResult r) {
        List<List<String>> rows = new ArrayList<>();
        int most = r.bridges().stream().mapToInt(b -> b.ports().size()).max().orElse(0);
        List<String> head = new ArrayList<>(List.of("bridge", "id", "root", "cost"));
        for (int i = 1; i <= most; i++) {
            head.add("port " + i);
        }
        rows.add(head);
        for (BridgeView b : r.bridges()) {
            List<String> row = new ArrayList<>(List.of(
                    b.name(),
                    b.id().toString(),
                    b.isRoot() ? "itself" : "via " + b.rootPort(),
                    Long.toString(b.rootPathCost())));
            b.ports().forEach(p -> row.add(cell(p)));
            rows.add(row);
        }
        print(out, rows);
    }

    /** LAN and role; what was expected, if it is something else. */
    private static String cell(PortView p) {
        String lan = p.lan().orElse("-");
        String expected = p.fits() ? "" : " (not " + p.expected().orElseThrow().text() + ")";
        return lan + " " + p.actual() + expected;
    }

    private static void print(StringBuilder out, List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(" ");
            for (int i = 0; i < row.size(); i++) {
                line.append(' ')
                        .append(row.get(i))
                        .append(" ".repeat(widths[i] - row.get(i).length() + 1));
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
    }
}
