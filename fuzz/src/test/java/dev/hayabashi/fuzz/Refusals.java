package dev.hayabashi.fuzz;

import dev.hayabashi.config.ConfigException;
import dev.hayabashi.config.Problem;
import java.util.regex.Pattern;

/** What a refused document is owed: for each problem the file, a place that is in the document, and words that fit on a line. */
final class Refusals {
    static final String SOURCE = "some/file.yaml";

    private static final Pattern BREAK = Pattern.compile("\r\n|\r|\n");
    private static final Pattern CONTROL =
            Pattern.compile("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}]");

    private Refusals() {}

    static void check(ConfigException refusal, String text) {
        String[] lines = BREAK.split(text, -1);
        for (Problem problem : refusal.problems()) {
            String shown = problem.toString();
            Check.that(
                    !CONTROL.matcher(shown).find(),
                    () -> "a message that is no line of text, or moves the reader's cursor: " + shown);
            Check.that(!problem.message().isBlank(), () -> "a refusal without a reason: " + shown);
            Check.same(problem.file(), SOURCE, () -> "file of " + shown);
            if (problem.line() == 0 && problem.message().endsWith(" more problems")) {
                continue;
            }
            Check.that(
                    problem.line() >= 1 && problem.line() <= lines.length,
                    () -> "line of " + shown + " in a text of " + lines.length + " lines");
            int columns = lines[problem.line() - 1].codePointCount(0, lines[problem.line() - 1].length());
            // One further is the end of the line, where something is missing; a byte order mark is a column to some.
            Check.that(
                    problem.column() >= 1 && problem.column() <= columns + 2,
                    () -> "column of " + shown + " in a line of " + columns);
            Check.that(
                    shown.startsWith(SOURCE + ":" + problem.line() + ":" + problem.column() + ": "),
                    () -> "no file:line:column in " + shown);
        }
    }
}
