package dev.hayabashi.daemon.why;

import dev.hayabashi.bridgecore.DropReason;
import dev.hayabashi.bridgecore.FirstFrame;
import dev.hayabashi.daemon.decode.FrameSummary;
import dev.hayabashi.daemon.observe.TimelineEntry;
import dev.hayabashi.daemon.observe.TimelineEntry.What;
import dev.hayabashi.daemon.why.DropGroups.Group;
import dev.hayabashi.stp.EdgeMode;
import dev.hayabashi.stp.Inconsistency;
import dev.hayabashi.stp.PortRole;
import dev.hayabashi.stp.PortState;
import dev.hayabashi.stp.PortStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Sentences about one port. */
final class PortSentences {
    private final PortEvidence port;
    private final Moment moment;
    private final Citations citations;

    PortSentences(PortEvidence port, Moment moment, Citations citations) {
        this.port = port;
        this.moment = moment;
        this.citations = citations;
    }

    /** Everything worth saying. */
    List<String> all(List<Group> groups) {
        List<String> sentences = new ArrayList<>();
        groups.forEach(group -> sentences.add(drops(group)));
        List<String> lost = new KernelDropSentences(port).all();
        sentences.addAll(lost);
        if (groups.isEmpty() && lost.isEmpty()) {
            sentences.add("No frame of " + port.port() + " is known to have been dropped.");
        }
        sentences.add(state());
        firstFrame().ifPresent(sentences::add);
        dhcp().ifPresent(sentences::add);
        return sentences;
    }

    /** What was dropped, why, and what to do. */
    String drops(Group group) {
        DropReason reason = group.reason();
        String what = Words.dropped(port, group);
        if (reason.stage() == DropReason.Stage.GATE) {
            return what + "; " + closedGate() + ".";
        }
        return what + ": " + reason.meaning() + " " + reason.remedy();
    }

    private String closedGate() {
        PortStatus stp = port.stp();
        if (stp == null) {
            return "no spanning tree runs any more";
        }
        if (stp.role() == PortRole.ALTERNATE || stp.role() == PortRole.BACKUP) {
            return port.port() + " is " + stp.role().jsonName() + " port: " + stp.roleReason();
        }
        if (!stp.inconsistencies().isEmpty()) {
            return inconsistencies(stp);
        }
        String toEdge = "; if only guests are behind it: `hayabashi port set " + port.port() + " --edge true`";
        EdgeMode edge = stp.parameters().edge();
        return switch (edge) {
            case FALSE -> port.port() + " is not an edge port because " + setting("edge", "false") + toEdge;
            case AUTO ->
                port.port() + " waits three seconds for a BPDU before it becomes an edge port because "
                        + setting("edge", "auto") + toEdge;
            case TRUE ->
                stp.operEdge()
                        ? port.port() + " is an edge port now"
                        : port.port() + " is set to be an edge port, but a BPDU ended that" + edgeLost();
        };
    }

    private String edgeLost() {
        return port.timeline().entries().stream()
                .filter(entry -> entry.what() == What.EDGE)
                .reduce((earlier, later) -> later)
                .map(entry -> ": " + entry.text())
                .orElse("");
    }

    /** {@code `edge: false` (lab.yaml:14)}, or whose default it is. */
    private String setting(String key, String value) {
        Optional<String> cited = citations.cite(port.bridge(), port.port(), key);
        return "`" + key + ": " + value + "` ("
                + cited.orElse("the default of kind " + port.kind() + ", unless it was set by hand") + ")";
    }

    /** How the port is now and why. */
    String state() {
        String name = port.port();
        PortStatus stp = port.stp();
        if (stp != null && stp.errDisable() != null) {
            return name + " is shut by BPDU guard since "
                    + Words.seconds(stp.stateSinceNanos()) + ": "
                    + stp.errDisable().origin().text() + "; `hayabashi stp clear-errdisable " + name
                    + "` opens it once the bridge behind it is gone.";
        }
        if (!port.snapshot().linkUp()) {
            return name + " is down: " + noCarrier() + ".";
        }
        PortState state = port.snapshot().state();
        if (port.snapshot().loopDetected()) {
            return name
                    + " is shut by loop detection: a probe of this bridge comes back; `hayabashi events` names the two"
                    + " ends. It opens by itself 30 s after the loop is gone.";
        }
        if (stp == null) {
            return name + " is " + state.jsonName() + "; no spanning tree runs.";
        }
        if (!stp.inconsistencies().isEmpty()) {
            return name + " is " + port.display(state) + ": " + inconsistencies(stp) + ".";
        }
        String text = name + " is " + port.display(state) + " as " + stp.role().jsonName()
                + (stp.operEdge() ? " edge" : "") + " port since " + Words.seconds(stp.stateSinceNanos()) + " ("
                + stp.stateReason() + ")";
        long took = port.timeline().upToForwardingNanos();
        if (state == PortState.FORWARDING && took >= 0) {
            return text + "; from link up to forwarding took " + Words.seconds(took) + ".";
        }
        return text + (state == PortState.FORWARDING ? "." : "; " + stp.roleReason() + ".");
    }

    private static String inconsistencies(PortStatus stp) {
        return stp.inconsistencies().stream().map(Inconsistency::jsonName).collect(Collectors.joining(", "))
                + " keeps it closed: "
                + stp.stateReason();
    }

    private String noCarrier() {
        return switch (port.kind()) {
            case "vm" -> "no virtual machine monitor has opened its TAP";
            case "stream" -> "nobody is connected to its socket";
            case "tap" -> "its netdev is not up (`ip link set " + port.port() + " up`, in its namespace)";
            default -> "its netdev has no carrier or does not exist; is the other end up?";
        };
    }

    private Optional<String> firstFrame() {
        FirstFrame first = port.firstFrame();
        long linkUp = port.linkUpBefore(moment.nowNanos());
        if (first == null || first.atNanos() < linkUp) {
            return port.snapshot().linkUp()
                    ? Optional.of("No frame has come in from " + port.port() + " since its link came up "
                            + Words.seconds(moment.nowNanos() - linkUp) + " ago.")
                    : Optional.empty();
        }
        return Optional.of("The first frame after the link came up was "
                + FrameSummary.of(first.prefix()).text()
                + " at " + Words.after(first.atNanos() - port.linkUpBefore(first.atNanos())) + "; it was "
                + (first.delivered() ? "delivered." : "dropped."));
    }

    private Optional<String> dhcp() {
        List<TimelineEntry> entries = port.timeline().entries().stream()
                .filter(entry -> entry.what() == What.DHCP)
                .toList();
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("DHCP: "
                + entries.subList(Math.max(0, entries.size() - 4), entries.size()).stream()
                        .map(entry -> entry.text() + " at "
                                + Words.after(entry.atNanos() - port.linkUpBefore(entry.atNanos())))
                        .collect(Collectors.joining(", "))
                + ".");
    }
}
