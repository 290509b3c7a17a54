package dev.hayabashi.cli;

import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.JsonNode;

/** Where a command writes what people or scripts read. */
final class Output {
    private final PrintWriter out;

    Output(CommandSpec spec) {
        this.out = spec.commandLine().getOut();
    }

    /** @throws ReaderGoneException when nobody will read it, so that what follows a stream ends */
    void line(String text) {
        out.println(text);
        if (out.checkError()) {
            throw new ReaderGoneException();
        }
    }

    void json(JsonNode node) {
        line(ControlClient.Json.pretty(node));
    }

    void table(Table table) {
        out.print(table.render(Terminal.width()));
        out.flush();
    }

    /** 1536 as {@code 1.5k}: four significant places at most, powers of 1000. */
    static String count(long value) {
        String[] units = {"", "k", "M", "G", "T", "P", "E"};
        double scaled = value;
        int unit = 0;
        while (scaled >= 1000 && unit < units.length - 1) {
            scaled /= 1000;
            unit++;
        }
        return unit == 0
                ? Long.toString(value)
                : String.format(
                        Locale.ROOT, scaled < 10 ? "%.2f%s" : scaled < 100 ? "%.1f%s" : "%.0f%s", scaled, units[unit]);
    }

    /** 3725 seconds as {@code 1:02:05}. */
    static String duration(double seconds) {
        long whole = (long) seconds;
        return whole >= 86_400
                ? String.format(
                        Locale.ROOT, "%dd %d:%02d:%02d", whole / 86_400, whole / 3600 % 24, whole / 60 % 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }
}
