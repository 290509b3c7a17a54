package dev.hayabashi.cli.demo;

import dev.hayabashi.cli.demo.Happening.Side;
import dev.hayabashi.cli.demo.Happening.What;
import java.io.PrintWriter;
import java.util.Locale;

/** Two columns of a terminal of 80, or the same in plain text. */
final class Screen {
    private static final int COLUMN = 38;
    private static final String RESET = "\033[0m";
    private static final String BOLD = "\033[1m";
    private static final String DIM = "\033[2m";
    private static final String RED = "\033[31m";
    private static final String GREEN = "\033[32m";
    private static final String YELLOW = "\033[33m";
    private static final String CYAN = "\033[36m";
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintWriter out;
    private final boolean terminal;
    private final boolean colour;
    private String waiting = "";
    private boolean over;

    /**
     * @param terminal whether lines may be written over
     * @param colour whether it shows colours
     */
    Screen(PrintWriter out, boolean terminal, boolean colour) {
        this.out = out;
        this.terminal = terminal;
        this.colour = colour;
    }

    synchronized void heading(int delaySeconds) {
        line("");
        line("  " + paint(BOLD, "One guest, two bridges, spanning tree on in both.")
                + paint(DIM, " Same DHCP client: udhcpc."));
        line("");
        row(paint(BOLD + YELLOW, pad(" Linux bridge")), paint(BOLD + CYAN, pad(" Hayabashi")));
        row(
                paint(DIM, pad(" stp on, delay " + delaySeconds + (delaySeconds == 0 ? ", as libvirt has it" : " s"))),
                paint(DIM, pad(" rstp on, guests on edge ports")));
        String rule = (terminal ? "─" : "-").repeat(COLUMN);
        line(paint(DIM, rule + (terminal ? "─┼─" : "-+-") + rule));
    }

    synchronized void show(Happening happening) {
        if (over) {
            return;
        }
        String text = pad(String.format(Locale.ROOT, "%7.3f  %s", happening.seconds(), words(happening)));
        String painted = paint(colour(happening.what()), text);
        String blank = " ".repeat(COLUMN);
        row(happening.side() == Side.KERNEL ? painted : blank, happening.side() == Side.KERNEL ? blank : painted);
    }

    private String words(Happening h) {
        String right = terminal ? "→" : "->";
        String left = terminal ? "←" : "<-";
        String cross = terminal ? "✗" : "x";
        String tick = terminal ? "✓" : "*";
        return switch (h.what()) {
            case OPENED -> "monitor opens TAP, carrier";
            case STATE -> "port is " + h.detail();
            case BOOTED -> "guest has booted";
            case DISCOVER -> "DISCOVER " + right;
            case LOST -> "DISCOVER " + cross + " lost: " + h.detail();
            case OFFER -> "OFFER    " + left + " " + h.detail();
            case LEASE -> "ACK      " + left + " " + tick + " leased";
            case NO_LEASE -> cross + " no lease";
        };
    }

    private static String colour(What what) {
        return switch (what) {
            case OPENED, BOOTED, STATE -> DIM;
            case DISCOVER, OFFER -> "";
            case LOST, NO_LEASE -> RED;
            case LEASE -> BOLD + GREEN;
        };
    }

    /** What is being waited for, in a line that the next one writes over. Nothing where lines stay. */
    synchronized void waiting(String text) {
        if (terminal) {
            waiting = text;
            out.print(CLEAR_LINE + paint(DIM, text));
            out.flush();
        }
    }

    synchronized void result(Play.Outcome kernel, Play.Outcome ours) {
        over = true;
        waiting = "";
        line("");
        line(paint(BOLD + YELLOW, "  Linux bridge  ") + sentence(kernel));
        line(paint(BOLD + CYAN, "  Hayabashi     ") + sentence(ours));
    }

    private static String sentence(Play.Outcome outcome) {
        String lease = outcome.leaseNanos() == 0
                ? "no lease"
                : String.format(Locale.ROOT, "leased after %.2f s", outcome.leaseNanos() / 1e9);
        String lost = outcome.lost() == 0
                ? String.format(Locale.ROOT, "first DISCOVER answered in %.1f ms", outcome.answerNanos() / 1e6)
                : outcome.lost() + " of " + outcome.discovers() + " DISCOVERs lost";
        return lease + ", " + lost;
    }

    private void row(String left, String right) {
        line(left + paint(DIM, terminal ? " │ " : " | ") + right);
    }

    private void line(String text) {
        out.println((terminal ? CLEAR_LINE : "") + (terminal ? text : text.stripTrailing()));
        if (!waiting.isEmpty()) {
            out.print(paint(DIM, waiting));
        }
        out.flush();
    }

    /** Cut or filled to the width of a column, before any colour. */
    private static String pad(String text) {
        return text.length() >= COLUMN ? text.substring(0, COLUMN) : text + " ".repeat(COLUMN - text.length());
    }

    private String paint(String code, String text) {
        return colour && !code.isEmpty() ? code + text + RESET : text;
    }
}
