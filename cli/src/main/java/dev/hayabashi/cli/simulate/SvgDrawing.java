package dev.hayabashi.cli.simulate;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

import dev.hayabashi.cli.simulate.SvgLayout.Box;
import dev.hayabashi.cli.simulate.SvgLayout.Pin;
import dev.hayabashi.cli.simulate.SvgLayout.Wire;
import dev.hayabashi.config.StpMode;
import dev.hayabashi.config.topology.Topology;
import dev.hayabashi.stp.PortRole;
import dev.hayabashi.stp.PortState;
import java.util.ArrayList;
import java.util.List;

/**
 * A drawing of every step, one below the other. Links that carry frames are solid; a dashed link is blocked at the port whose
 * badge is hollow.
 */
final class SvgDrawing {
    private static final int HEAD = 70;
    private static final int LEGEND = 64;
    private static final double STUB = 34;

    private final StringBuilder out = new StringBuilder();

    private SvgDrawing() {}

    static String of(Topology topology, StpMode mode, List<StepResult> results) {
        return new SvgDrawing().draw(topology, mode, results);
    }

    private String draw(Topology topology, StpMode mode, List<StepResult> results) {
        List<SvgLayout> layouts = new ArrayList<>();
        results.forEach(r -> layouts.add(new SvgLayout(r.bridges())));
        String protocol = mode == StpMode.STP ? "STP" : "RSTP";
        double width = Math.max(
                layouts.stream().mapToDouble(l -> l.width).max().orElse(400),
                // The title line at 13 pixels, as wide as a wide font makes it.
                48 + 8.2 * (topology.title().length() + protocol.length() + 3));
        double height =
                HEAD + LEGEND + layouts.stream().mapToDouble(l -> l.height).sum();
        add(format(
                ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\""
                        + " font-family=\"DejaVu Sans, Helvetica, Arial, sans-serif\">",
                width,
                height,
                width,
                height));
        add(format(ROOT, "<title>%s</title>", escape(topology.id() + ": " + topology.title())));
        add("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>");
        text(24, 32, 18, "bold", "#0f172a", "start", topology.id().isEmpty() ? topology.source() : topology.id());
        text(24, 54, 13, "normal", "#475569", "start", topology.title() + " (" + protocol + ")");
        double y = HEAD;
        for (int i = 0; i < results.size(); i++) {
            add(format(ROOT, "<g transform=\"translate(%.1f %.1f)\">", (width - layouts.get(i).width) / 2, y));
            step(results.get(i), layouts.get(i));
            add("</g>");
            y += layouts.get(i).height;
        }
        legend(y + 8);
        add("</svg>");
        return out.toString();
    }

    private void step(StepResult r, SvgLayout layout) {
        add(format(ROOT, "<path d=\"M24 4H%.0f\" stroke=\"#e2e8f0\"/>", layout.width - 24));
        String loop = r.loopSeconds() == 0 ? "" : ", loop for " + r.loopSeconds() + " s";
        text(24, 28, 14, "bold", "#0f172a", "start", "Step " + r.number() + ": " + r.title());
        String note = "settled after " + r.settleSeconds() + " s" + loop;
        String wrong = r.failures().isEmpty() ? "" : "; " + r.failures().size() + " not as expected";
        String colour = wrong.isEmpty() && loop.isEmpty() ? "#475569" : "#dc2626";
        text(24, 46, 12, "normal", colour, "start", note + wrong);
        // What carries frames lies above what is blocked.
        layout.wires.stream().filter(w -> !open(w)).forEach(this::wire);
        layout.wires.stream().filter(SvgDrawing::open).forEach(this::wire);
        layout.open.forEach(this::stub);
        layout.boxes.values().forEach(this::box);
        layout.wires.forEach(w -> w.pins().forEach(this::badge));
        layout.open.forEach(this::badge);
        layout.wires.forEach(this::name);
    }

    // ---- links ----

    private void wire(Wire w) {
        if (w.hasBar()) {
            double half = 18 + 6.0 * w.pins().size();
            for (Pin p : w.pins()) {
                double x = Math.max(w.barX() - half, Math.min(w.barX() + half, p.x()));
                line(bend(p, x, w.barY()), p.port().state() == PortState.FORWARDING);
            }
            add(format(
                    ROOT,
                    "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"8\" rx=\"4\" fill=\"#64748b\"/>",
                    w.barX() - half,
                    w.barY() - 4,
                    2 * half));
            return;
        }
        Pin a = w.pins().get(0);
        Pin b = w.pins().get(1);
        line(curve(a, b), open(w));
    }

    private static boolean open(Wire w) {
        return w.pins().stream().allMatch(p -> p.port().state() == PortState.FORWARDING);
    }

    /** Between rows a gentle S; within a row, and from a bridge to itself, an arc below. */
    private static String curve(Pin a, Pin b) {
        if (a.up() == b.up()) {
            double depth = sag(a, b);
            return format(
                    ROOT,
                    "M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f",
                    a.x(),
                    a.y(),
                    a.x(),
                    a.y() + depth,
                    b.x(),
                    b.y() + depth,
                    b.x(),
                    b.y());
        }
        return bend(a, b.x(), b.y());
    }

    private static double sag(Pin a, Pin b) {
        return (a.up() ? -1 : 1) * Math.min(92, 46 + Math.abs(a.x() - b.x()) / 9);
    }

    private static String bend(Pin from, double x, double y) {
        double middle = (y - from.y()) * 0.5;
        return format(
                ROOT,
                "M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f",
                from.x(),
                from.y(),
                from.x(),
                from.y() + middle,
                x,
                y - middle,
                x,
                y);
    }

    private void line(String path, boolean open) {
        // A white line below keeps crossings legible.
        add(format(ROOT, "<path d=\"%s\" fill=\"none\" stroke=\"#ffffff\" stroke-width=\"7\"/>", path));
        add(format(
                ROOT,
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2.5\"%s/>",
                path,
                open ? "#334155" : "#dc2626",
                open ? "" : " stroke-dasharray=\"7 5\""));
    }

    private void stub(Pin p) {
        boolean down = p.port().lan().isEmpty();
        boolean open = p.port().state() == PortState.FORWARDING;
        if (!down) {
            line(format(ROOT, "M%.1f %.1fV%.1f", p.x(), p.y(), p.y() + STUB), open);
            add(format(
                    ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" fill=\"#ffffff\" stroke=\"#64748b\" stroke-width=\"1.5\"/>",
                    p.x(),
                    p.y() + STUB));
        }
        String what = down ? "down" : p.port().edge() ? "edge" : "alone";
        text(p.x(), p.y() + (down ? 34 : STUB + 19), 10, "normal", "#64748b", "middle", what);
    }

    private void name(Wire w) {
        double x = w.barX();
        double y = w.barY() - 8;
        if (!w.hasBar()) {
            Pin a = w.pins().get(0);
            Pin b = w.pins().get(1);
            boolean arc = a.up() == b.up();
            // A third of the way down keeps the names of crossing links apart.
            double share = arc ? 0.5 : 0.36;
            Pin top = a.y() <= b.y() ? a : b;
            Pin low = a.y() <= b.y() ? b : a;
            x = arc ? (a.x() + b.x()) / 2 : along(top.x(), low.x(), share);
            y = arc ? a.y() + sag(a, b) * 0.75 + 4 : top.y() + (low.y() - top.y()) * share + 4;
        }
        add(format(
                ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" font-size=\"12\" text-anchor=\"middle\" fill=\"#0f172a\" stroke=\"#ffffff\""
                        + " stroke-width=\"4\" paint-order=\"stroke\">%s</text>",
                x,
                y,
                escape(w.lan())));
    }

    /** Where the S of {@link #bend} is after a share of its height: a cubic with vertical ends. */
    private static double along(double from, double to, double share) {
        double t = share;
        for (int i = 0; i < 6; i++) {
            double height = 1.5 * t * (1 - t) * (1 - t) + 1.5 * t * t * (1 - t) + t * t * t;
            t += (share - height) * 0.7;
        }
        return from + (to - from) * (3 * t * t * (1 - t) + t * t * t);
    }

    // ---- bridges ----

    private void box(Box box) {
        BridgeView b = box.bridge();
        double left = box.x() - box.width() / 2;
        double top = box.y() - SvgLayout.BOX_HEIGHT / 2.0;
        add(format(
                ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" rx=\"9\" fill=\"%s\" stroke=\"%s\""
                        + " stroke-width=\"2\"/>",
                left,
                top,
                box.width(),
                SvgLayout.BOX_HEIGHT,
                b.isRoot() ? "#fef3c7" : "#f1f5f9",
                b.isRoot() ? "#d97706" : "#94a3b8"));
        String what = b.isRoot() ? "root" : "cost " + b.rootPathCost();
        text(box.x(), box.y() - 4, 14, "bold", "#0f172a", "middle", b.name() + "  " + what);
        text(box.x(), box.y() + 12, 9, "normal", "#475569", "middle", b.id().toString());
    }

    private void badge(Pin p) {
        boolean open = p.port().state() == PortState.FORWARDING;
        String colour = colour(p.port().role());
        badge(p.x(), p.y(), colour, open, letter(p.port().role()));
        double beside = p.up() ? p.y() - 13 : p.y() + 19;
        add(format(
                ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" font-size=\"9\" fill=\"#64748b\" stroke=\"#ffffff\" stroke-width=\"3\""
                        + " paint-order=\"stroke\">%d</text>",
                p.x() + 5,
                beside,
                p.port().number()));
        if (!p.port().fits()) {
            String expected = p.port().expected().orElseThrow().text();
            add(format(
                    ROOT,
                    "<text x=\"%.1f\" y=\"%.1f\" font-size=\"10\" font-weight=\"bold\" fill=\"#dc2626\" stroke=\"#ffffff\""
                            + " stroke-width=\"3\" paint-order=\"stroke\" text-anchor=\"end\">not %s</text>",
                    p.x() - 5,
                    beside,
                    escape(expected)));
        }
    }

    private void badge(double x, double y, String colour, boolean filled, String letter) {
        add(format(
                ROOT,
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"9\" fill=\"%s\" stroke=\"%s\" stroke-width=\"2.5\"/>",
                x,
                y,
                filled ? colour : "#ffffff",
                colour));
        text(x, y + 4, 11, "bold", filled ? "#ffffff" : colour, "middle", letter);
    }

    private static String letter(PortRole role) {
        return switch (role) {
            case ROOT -> "R";
            case DESIGNATED -> "D";
            case ALTERNATE -> "A";
            case BACKUP -> "K";
            case DISABLED -> "X";
        };
    }

    private static String colour(PortRole role) {
        return switch (role) {
            case ROOT -> "#2563eb";
            case DESIGNATED -> "#15803d";
            case ALTERNATE -> "#dc2626";
            case BACKUP -> "#9333ea";
            case DISABLED -> "#94a3b8";
        };
    }

    private void legend(double y) {
        double x = 34;
        for (PortRole role :
                List.of(PortRole.ROOT, PortRole.DESIGNATED, PortRole.ALTERNATE, PortRole.BACKUP, PortRole.DISABLED)) {
            boolean open = role == PortRole.ROOT || role == PortRole.DESIGNATED;
            badge(x, y + 8, colour(role), open, letter(role));
            text(x + 15, y + 12, 11, "normal", "#334155", "start", role.jsonName());
            x += 100;
        }
        line(format(ROOT, "M24 %.1fh36", y + 36), true);
        text(68, y + 40, 11, "normal", "#334155", "start", "forwards");
        line(format(ROOT, "M146 %.1fh36", y + 36), false);
        text(190, y + 40, 11, "normal", "#334155", "start", "blocked; the hollow badge is the port that discards");
    }

    // ---- text ----

    private void text(double x, double y, int size, String weight, String fill, String anchor, String text) {
        add(format(
                ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%d\" font-weight=\"%s\" fill=\"%s\" text-anchor=\"%s\">%s</text>",
                x,
                y,
                size,
                weight,
                fill,
                anchor,
                escape(text)));
    }

    private void add(String element) {
        out.append(element).append('\n');
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
