package dev.hayabashi.config;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What the keys of one port may not be together: combinations that contradict each other, and keys of other kinds. */
final class PortChecks {
    private final Fields<PortConfig> in;
    private final PortConfig port;
    private final Problems problems;

    PortChecks(Fields<PortConfig> in, PortConfig port, Problems problems) {
        this.in = in;
        this.port = port;
        this.problems = problems;
    }

    void run() {
        if (!in.isBroken(PortKeys.KIND) && !port.name().equals("?")) {
            kinds();
        }
        PortStp stp = port.stp();
        List<Key<PortConfig, ?>> on = new ArrayList<>();
        addIf(stp.rootGuard(), PortKeys.ROOT_GUARD, on);
        addIf(stp.loopGuard(), PortKeys.LOOP_GUARD, on);
        addIf(stp.bpduFilter(), PortKeys.BPDU_FILTER, on);
        addIf(stp.bpduGuard(), PortKeys.BPDU_GUARD, on);
        addIf(stp.bridgeAssurance(), PortKeys.BRIDGE_ASSURANCE, on);
        exclude(on, PortKeys.ROOT_GUARD, PortKeys.LOOP_GUARD, "remove one of them");
        exclude(on, PortKeys.BPDU_FILTER, PortKeys.BPDU_GUARD, "write 'bpdu-guard: false'");
        exclude(on, PortKeys.BPDU_FILTER, PortKeys.BRIDGE_ASSURANCE, "remove one of them");
        if (stp.edge() == Tristate.TRUE && on.contains(PortKeys.LOOP_GUARD)) {
            conflict(PortKeys.LOOP_GUARD, PortKeys.EDGE, "edge: true", "write 'edge: false'");
        }
        if (stp.edge() != Tristate.FALSE && on.contains(PortKeys.BRIDGE_ASSURANCE)) {
            String edge = "edge: " + Types.word(stp.edge());
            conflict(PortKeys.BRIDGE_ASSURANCE, PortKeys.EDGE, edge, "write 'edge: false'");
        }
        for (Key<PortConfig, ?> k : List.of(PortKeys.LOOP_GUARD, PortKeys.BRIDGE_ASSURANCE)) {
            if (stp.pointToPoint() == Tristate.FALSE && on.contains(k)) {
                conflict(k, PortKeys.POINT_TO_POINT, "point-to-point: false", "remove one of them");
            }
        }
    }

    private void addIf(boolean value, Key<PortConfig, ?> key, List<Key<PortConfig, ?>> on) {
        if (value && !in.isBroken(key)) {
            on.add(key);
        }
    }

    private void exclude(List<Key<PortConfig, ?>> on, Key<PortConfig, ?> a, Key<PortConfig, ?> b, String hint) {
        if (on.contains(a) && on.contains(b)) {
            conflict(a, b, b.name() + ": true", hint);
        }
    }

    /** Reported at the key, or at the other one when the key's value is a default; the message names both places. */
    private void conflict(Key<PortConfig, ?> key, Key<PortConfig, ?> other, String otherText, String hint) {
        if (in.isBroken(other)) {
            return;
        }
        String where = in.has(other) ? "at " + in.at(other) : "the default of kind " + Types.word(port.kind());
        problems.add(
                in.has(key) ? in.at(key) : in.at(other),
                "'" + key.name() + ": true' excludes '" + otherText + "' (" + where + ")",
                hint);
    }

    private void kinds() {
        only(PortKeys.OWNER, EnumSet.of(PortKind.VM, PortKind.TAP, PortKind.STREAM), "");
        only(PortKeys.NETNS, EnumSet.of(PortKind.TAP), "");
        only(PortKeys.ADDRESS, EnumSet.of(PortKind.TAP), addressHint());
        only(PortKeys.MAC, EnumSet.of(PortKind.TAP), port.kind().isGuest() ? "set it in the VMM" : "use 'ip link'");
        only(PortKeys.PATH, EnumSet.of(PortKind.STREAM), "");
        if (port.kind() == PortKind.STREAM && port.link().path().isEmpty() && !in.isBroken(PortKeys.PATH)) {
            problems.add(in.at(PortKeys.KIND), "a port of kind stream needs a path", "write 'path: /run/…'");
        }
        if (port.isTemplate() && !in.isBroken(PortKeys.NAME)) {
            template();
        }
    }

    private void template() {
        if (port.kind() != PortKind.STREAM) {
            problems.add(in.at(PortKeys.NAME), "'*' in a name is for kind stream", "choose another name");
        } else if (port.name().indexOf('*') != port.name().lastIndexOf('*')) {
            problems.add(in.at(PortKeys.NAME), "a name has one '*' at most", "remove one");
        }
        for (Key<PortConfig, ?> key : List.of(PortKeys.NUMBER, PortKeys.STATIC)) {
            if (in.has(key)) {
                problems.add(
                        in.at(key),
                        "'" + key.name() + "' is for one port, and '" + port.name() + "' stands for many",
                        "remove it");
            }
        }
    }

    private String addressHint() {
        return port.kind() == PortKind.NETDEV
                ? "a netdev of a bridge has no addresses of its own"
                : "the guest sets its own address";
    }

    private static String list(List<String> names) {
        int last = names.size() - 1;
        return last == 0 ? names.get(0) : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
    }

    private void only(Key<PortConfig, ?> key, Set<PortKind> kinds, String hint) {
        if (in.has(key) && !in.isBroken(key) && !kinds.contains(port.kind())) {
            List<String> names = kinds.stream().map(Types::word).toList();
            problems.add(
                    in.at(key),
                    "'" + key.name() + "' is for kind " + list(names) + ", this port is of kind "
                            + Types.word(port.kind()),
                    hint.isEmpty() ? "remove it" : hint);
        }
    }
}
