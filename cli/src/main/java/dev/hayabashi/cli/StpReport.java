package dev.hayabashi.cli;

import dev.hayabashi.daemon.api.StpView;
import dev.hayabashi.daemon.api.StpView.StpPortView;
import dev.hayabashi.daemon.api.StpView.TimesView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A spanning tree as a network engineer reads it. */
final class StpReport {
    private StpReport() {}

    static void print(Output output, StpView tree, boolean detail) {
        if (tree.mode().equals("off")) {
            output.line("bridge " + tree.bridge() + "  spanning tree is off: loops are not noticed");
            return;
        }
        String root = tree.isRoot()
                ? "this bridge is the root"
                : "root " + tree.rootId() + "  cost " + tree.rootPathCost() + "  via " + tree.rootPort();
        output.line("bridge " + tree.bridge() + "  " + tree.mode() + "  id " + tree.bridgeId() + "  " + root);
        output.line("times in use: " + times(tree.times()) + "   own: " + times(tree.ownTimes()) + "   tx-hold-count "
                + tree.txHoldCount());
        output.line("topology changes " + tree.topologyChanges() + lastChange(tree) + "   root changes "
                + tree.rootChanges() + "   late ticks " + tree.lateTicks());
        Table table = new Table()
                .text("PORT")
                .text("ID")
                .text("ROLE")
                .text("STATE")
                .number("COST")
                .text("TYPE")
                .text("GUARDS")
                .optionalText("BPDU RX/TX")
                .optionalNumber("SINCE");
        for (StpPortView port : tree.ports()) {
            table.row(
                    port.name(),
                    port.id(),
                    port.role(),
                    new Table.Painted(port.state(), Paint.ofState(port.state())),
                    port.pathCost(),
                    (port.pointToPoint() ? "p2p" : "shared")
                            + (port.edge() ? " edge" : "")
                            + (port.protocol().equals(tree.mode()) ? "" : " peer(" + port.protocol() + ")"),
                    new Table.Painted(guards(port), isHeld(port) ? Paint.BAD : Paint.PLAIN),
                    sum(port.bpdus().received()) + "/" + sum(port.bpdus().sent()),
                    Output.duration(port.secondsInState()));
        }
        if (!table.isEmpty()) {
            output.table(table);
        }
        if (detail) {
            tree.ports().forEach(port -> printDetail(output, port));
        }
    }

    private static void printDetail(Output output, StpPortView port) {
        output.line("");
        output.line("port " + port.name() + " (" + port.id() + ")");
        output.line("  role " + port.role() + ": " + port.roleReason());
        output.line("  state " + port.state() + ": " + port.stateReason() + "; began to forward "
                + port.forwardTransitions() + " times");
        output.line("  designated root " + port.designatedRoot() + " cost " + port.designatedCost() + ", bridge "
                + port.designatedBridge() + " port " + port.designatedPort());
        output.line("  edge " + port.adminEdge() + (port.edge() ? " (is edge)" : " (is not edge)") + ", speaks "
                + port.protocol());
        output.line("  BPDUs received " + port.bpdus().received() + " sent "
                + port.bpdus().sent() + " rejected "
                + port.bpdus().rejected() + ", with topology change "
                + port.bpdus().tcReceived() + " in "
                + port.bpdus().tcSent() + " out");
    }

    private static boolean isHeld(StpPortView port) {
        return port.errDisabled() != null || !port.inconsistencies().isEmpty();
    }

    private static String guards(StpPortView port) {
        List<String> words = new ArrayList<>();
        StpView.ErrDisabledView shut = port.errDisabled();
        if (shut != null) {
            words.add("ERR-DISABLED (" + shut.cause() + ") " + Output.duration(shut.secondsAgo()) + " ago: "
                    + shut.offender());
        }
        port.inconsistencies().forEach(word -> words.add(word.toUpperCase(Locale.ROOT) + "-INCONSISTENT"));
        words.addAll(port.guards());
        return words.isEmpty() ? "-" : String.join(", ", words);
    }

    private static String lastChange(StpView tree) {
        StpView.TopologyChangeView last = tree.lastTopologyChange();
        return last == null
                ? ""
                : ", last " + Output.duration(last.secondsAgo()) + " ago " + (last.local() ? "on " : "heard on ")
                        + last.port();
    }

    private static String times(@Nullable TimesView times) {
        return times == null
                ? "-"
                : "hello " + times.helloTime() + " max-age " + times.maxAge() + " forward-delay "
                        + times.forwardDelay();
    }

    private static long sum(Map<String, Long> counters) {
        return counters.values().stream().collect(Collectors.summingLong(Long::longValue));
    }
}
