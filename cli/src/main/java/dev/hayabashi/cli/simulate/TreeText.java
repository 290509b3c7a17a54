package dev.hayabashi.cli.simulate;

import dev.hayabashi.stp.PortRole;
import dev.hayabashi.stp.PortState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The spanning tree as text: from each root down, a line per link. {@code ──} carries frames, {@code ╌╌} is blocked.
 */
final class TreeText {
    private static final String LAN_OF_ITS_OWN = "0";

    private final StringBuilder out;
    private final List<BridgeView> bridges;
    private final Set<String> drawn = new HashSet<>();

    private TreeText(StringBuilder out, List<BridgeView> bridges) {
        this.out = out;
        this.bridges = bridges;
    }

    /** A designated port, and one of the ports that share its LAN. */
    private record Branch(PortView from, Optional<Far> to) {}

    private record Far(BridgeView bridge, PortView port) {}

    static void append(StringBuilder out, List<BridgeView> bridges) {
        TreeText tree = new TreeText(out, bridges);
        for (BridgeView b : bridges) {
            if (b.isRoot()) {
                out.append("  ")
                        .append(b.name())
                        .append("  root ")
                        .append(b.id())
                        .append('\n');
                tree.below(b, "  ");
            }
        }
        // A bridge that nobody leads to: in the middle of a reconvergence, or behind a link that loses its BPDUs.
        for (BridgeView b : bridges) {
            if (!b.isRoot() && !tree.drawn.contains(b.name())) {
                out.append("  ")
                        .append(b.name())
                        .append("  cost ")
                        .append(b.rootPathCost())
                        .append('\n');
                tree.below(b, "  ");
            }
        }
    }

    private void below(BridgeView b, String indent) {
        drawn.add(b.name());
        List<Branch> branches = branches(b);
        for (int i = 0; i < branches.size(); i++) {
            boolean last = i == branches.size() - 1;
            out.append(indent).append(last ? "└─ " : "├─ ");
            branch(branches.get(i), indent + (last ? "   " : "│  "));
        }
    }

    private void branch(Branch branch, String indent) {
        PortView from = branch.from();
        boolean open = from.state() == PortState.FORWARDING
                && branch.to()
                        .map(far -> far.port().state() == PortState.FORWARDING)
                        .orElse(true);
        out.append(from.number()).append(' ').append(from.lan().orElse("-")).append(open ? " ── " : " ╌╌ ");
        if (branch.to().isEmpty()) {
            out.append(from.edge() ? "edge" : "nobody").append('\n');
            return;
        }
        BridgeView bridge = branch.to().get().bridge();
        PortView to = branch.to().get().port();
        out.append(bridge.name()).append('.').append(to.number());
        boolean child = to.role() == PortRole.ROOT && !drawn.contains(bridge.name());
        if (child) {
            out.append("  cost ").append(bridge.rootPathCost()).append('\n');
            below(bridge, indent);
        } else {
            out.append("  ").append(to.role().jsonName()).append('\n');
        }
    }

    private List<Branch> branches(BridgeView b) {
        List<Branch> branches = new ArrayList<>();
        for (PortView p : b.ports()) {
            if (p.role() != PortRole.DESIGNATED) {
                continue;
            }
            List<Far> far = sharing(b, p);
            if (far.isEmpty()) {
                branches.add(new Branch(p, Optional.empty()));
            }
            far.forEach(f -> branches.add(new Branch(p, Optional.of(f))));
        }
        return branches;
    }

    private List<Far> sharing(BridgeView b, PortView p) {
        List<Far> found = new ArrayList<>();
        if (p.lan().orElse(LAN_OF_ITS_OWN).equals(LAN_OF_ITS_OWN)) {
            return found;
        }
        for (BridgeView other : bridges) {
            for (PortView q : other.ports()) {
                boolean itself = other.name().equals(b.name()) && q.number() == p.number();
                if (!itself && q.lan().equals(p.lan())) {
                    found.add(new Far(other, q));
                }
            }
        }
        return found;
    }
}
