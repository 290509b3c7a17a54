package dev.hayabashi.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What standard output is. */
final class Terminal {
    private static final int WIDTH_WITHOUT_TERMINAL = 200;
    private static final boolean IS_TERMINAL = isTerminal(1);
    private static int width;

    private Terminal() {}

    /** Whether standard output is a terminal; {@code System.console()} says so on some JDKs only. */
    static boolean isTerminal() {
        return IS_TERMINAL;
    }

    private static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether colour is wanted there. */
    static boolean hasColour() {
        return hasColour(IS_TERMINAL, System.getenv("NO_COLOR"), System.getenv("TERM"));
    }

    /** no-color.org: a variable that is not empty switches colour off. */
    static boolean hasColour(boolean terminal, @Nullable String noColor, @Nullable String term) {
        return terminal && (noColor == null || noColor.isEmpty()) && !"dumb".equals(term);
    }

    /** Columns: what {@code COLUMNS} says, as under watch(1), else the terminal. What goes to a pipe is not cut. */
    static int width() {
        if (width == 0) {
            String columns = System.getenv("COLUMNS");
            if (columns != null && columns.matches("[1-9][0-9]{1,3}")) {
                width = Integer.parseInt(columns);
            } else {
                width = IS_TERMINAL ? askTerminal() : WIDTH_WITHOUT_TERMINAL;
            }
        }
        return width;
    }

    private static int askTerminal() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(Path.of("/dev/tty").toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            if (stty.waitFor(1, TimeUnit.SECONDS) && answer.matches("\\d+ [1-9]\\d{1,3}")) {
                return Integer.parseInt(answer.substring(answer.indexOf(' ') + 1));
            }
        } catch (IOException e) {
            // No stty, no terminal of our own: the usual width.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return WIDTH_WITHOUT_TERMINAL;
    }
}
