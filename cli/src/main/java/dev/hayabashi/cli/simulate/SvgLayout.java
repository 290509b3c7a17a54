package dev.hayabashi.cli.simulate;

import dev.hayabashi.stp.PortRole;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where things go in a drawing of one step: bridges in rows by their distance from the root in hops, each row ordered by
 * where its upper neighbours are; ports on the upper or lower side of their bridge, by where they lead.
 */
final class SvgLayout {
    static final int BOX_HEIGHT = 64;
    private static final int ROW = 190;
    private static final int COLUMN = 178;
    private static final int PORT = 40;
    private static final int MIN_BOX = 132;
    private static final int TOP = 96;
    private static final int MARGIN = 40;

    /** A bridge's place: its centre. */
    record Box(BridgeView bridge, int row, double x, double y, double width) {}

    /** A port's place: on the edge of its bridge. */
    record Pin(Box box, PortView port, double x, double y, boolean up) {}

    /** A segment with its pins; a shared one has a bar of its own. */
    record Wire(String lan, List<Pin> pins, double barX, double barY) {
        boolean hasBar() {
            return pins.size() > 2;
        }
    }

    final Map<String, Box> boxes = new LinkedHashMap<>();
    final List<Wire> wires = new ArrayList<>();
    /** Ports without anybody on the other side: alone on their LAN, or down. */
    final List<Pin> open = new ArrayList<>();

    final double width;
    final double height;

    private final List<BridgeView> bridges;
    private final Map<String, Integer> rows = new HashMap<>();

    SvgLayout(List<BridgeView> bridges) {
        this.bridges = bridges;
        for (BridgeView b : bridges) {
            rowOf(b, 0);
        }
        List<List<BridgeView>> byRow = new ArrayList<>();
        int last = rows.values().stream().mapToInt(r -> r).max().orElse(0);
        for (int r = 0; r <= last; r++) {
            int row = r;
            byRow.add(new ArrayList<>(bridges.stream()
                    .filter(b -> rows.getOrDefault(b.name(), 0) == row)
                    .toList()));
        }
        double widest = byRow.stream().mapToDouble(this::rowWidth).max().orElse(0);
        this.width = Math.max(560, widest + 2 * MARGIN);
        this.height = TOP + last * (double) ROW + BOX_HEIGHT + 96;
        byRow.forEach(this::place);
        connect();
    }

    private double rowWidth(List<BridgeView> row) {
        return row.stream().mapToDouble(b -> boxWidth(b) + COLUMN - MIN_BOX).sum();
    }

    private static double boxWidth(BridgeView b) {
        return Math.max(MIN_BOX, b.ports().size() * (double) PORT + 12);
    }

    /** Hops from the root, by root ports; recursion is cut off in case they form a ring in the middle of a change. */
    private int rowOf(BridgeView b, int depth) {
        Integer known = rows.get(b.name());
        if (known != null) {
            return known;
        }
        int row = 0;
        if (!b.isRoot() && depth <= bridges.size()) {
            Optional<BridgeView> parent = parent(b);
            row = parent.map(p -> rowOf(p, depth + 1) + 1).orElse(0);
        }
        rows.put(b.name(), row);
        return row;
    }

    private Optional<BridgeView> parent(BridgeView b) {
        Optional<String> lan = b.ports().stream()
                .filter(p -> p.number() == b.rootPort())
                .findFirst()
                .flatMap(PortView::lan);
        return bridges.stream()
                .filter(o -> !o.name().equals(b.name())
                        && lan.isPresent()
                        && o.ports().stream().anyMatch(p -> p.lan().equals(lan) && p.role() == PortRole.DESIGNATED))
                .findFirst();
    }

    private void place(List<BridgeView> row) {
        Map<String, Double> wanted = new HashMap<>();
        for (BridgeView b : row) {
            wanted.put(b.name(), neighboursAbove(b));
        }
        row.sort(Comparator.comparingDouble(b -> wanted.getOrDefault(b.name(), 0.0)));
        double x = (width - rowWidth(row)) / 2;
        for (BridgeView b : row) {
            double w = boxWidth(b) + COLUMN - MIN_BOX;
            int r = rows.getOrDefault(b.name(), 0);
            boxes.put(b.name(), new Box(b, r, x + w / 2, TOP + r * (double) ROW, boxWidth(b)));
            x += w;
        }
    }

    private double neighboursAbove(BridgeView b) {
        return boxes.values().stream()
                .filter(o -> b.ports().stream()
                        .anyMatch(p -> shared(p.lan())
                                && o.bridge().ports().stream()
                                        .anyMatch(q -> q.lan().equals(p.lan()))))
                .mapToDouble(Box::x)
                .average()
                .orElse(width / 2);
    }

    static boolean shared(Optional<String> lan) {
        return lan.isPresent() && !lan.get().equals("0");
    }

    // ---- ports and wires ----

    private record End(Box box, PortView port) {}

    private void connect() {
        Map<String, List<End>> lans = new LinkedHashMap<>();
        List<End> alone = new ArrayList<>();
        for (Box box : boxes.values()) {
            for (PortView p : box.bridge().ports()) {
                End end = new End(box, p);
                if (shared(p.lan())) {
                    lans.computeIfAbsent(p.lan().orElseThrow(), l -> new ArrayList<>())
                            .add(end);
                } else {
                    alone.add(end);
                }
            }
        }
        lans.values().removeIf(ends -> {
            if (ends.size() == 1) {
                alone.addAll(ends);
            }
            return ends.size() == 1;
        });
        Map<End, Pin> pins = pins(lans, alone);
        alone.forEach(e -> open.add(pins.get(e)));
        lans.forEach((lan, ends) -> {
            List<Pin> of = ends.stream().map(pins::get).toList();
            double barX = of.stream().mapToDouble(Pin::x).average().orElse(0);
            int above = ends.stream().mapToInt(e -> e.box().row()).min().orElse(0);
            wires.add(new Wire(lan, of, barX, TOP + above * (double) ROW + BOX_HEIGHT / 2.0 + ROW / 2.6));
        });
    }

    private Map<End, Pin> pins(Map<String, List<End>> lans, List<End> alone) {
        Map<End, Double> towards = new HashMap<>();
        Map<End, Boolean> up = new HashMap<>();
        lans.values().forEach(ends -> {
            int top = ends.stream().mapToInt(e -> e.box().row()).min().orElse(0);
            for (End e : ends) {
                double x = ends.stream()
                        .filter(o -> !o.equals(e))
                        .mapToDouble(o -> o.box().x())
                        .average()
                        .orElse(e.box().x());
                towards.put(e, x);
                up.put(e, e.box().row() > top);
            }
        });
        alone.forEach(e -> {
            towards.put(e, e.box().x() + 1);
            up.put(e, false);
        });
        Map<End, Pin> pins = new HashMap<>();
        for (Box box : boxes.values()) {
            for (boolean side : new boolean[] {true, false}) {
                List<End> ends = new ArrayList<>(towards.keySet().stream()
                        .filter(e -> e.box().equals(box) && up.getOrDefault(e, false) == side)
                        .toList());
                ends.sort(Comparator.comparingDouble((End e) -> towards.getOrDefault(e, 0.0))
                        .thenComparingInt(e -> e.port().number()));
                double step = box.width() / (ends.size() + 1);
                for (int i = 0; i < ends.size(); i++) {
                    double x = box.x() - box.width() / 2 + step * (i + 1);
                    double y = box.y() + (side ? -1 : 1) * BOX_HEIGHT / 2.0;
                    pins.put(ends.get(i), new Pin(box, ends.get(i).port(), x, y, side));
                }
            }
        }
        return pins;
    }
}
