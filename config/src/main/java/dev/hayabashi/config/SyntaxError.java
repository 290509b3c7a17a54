package dev.hayabashi.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/**
 * Makes one line out of the scanner's report, which is several lines of context, place, excerpt, problem, place, excerpt.
 */
final class SyntaxError {
    private static final Pattern PLACE = Pattern.compile(" in \\S+, line (\\d+), column (\\d+):");

    private SyntaxError() {}

    static void report(JacksonException e, Problems problems) {
        String original = e.getOriginalMessage() == null ? "" : e.getOriginalMessage();
        List<Position> places = new ArrayList<>();
        List<String> said = new ArrayList<>();
        boolean excerpt = false;
        for (String line : original.split("\n", -1)) {
            Matcher m = PLACE.matcher(line);
            if (m.matches()) {
                places.add(new Position(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2))));
                excerpt = true;
            } else if (!line.isBlank() && !(excerpt && line.startsWith("    "))) {
                excerpt = false;
                said.add(line.strip());
            }
        }
        boolean unclosed = original.contains("end of stream") || original.contains("stream end");
        Position at = places.isEmpty() ? fromException(e) : places.get(unclosed ? 0 : places.size() - 1);
        String what = said.isEmpty() ? "this is not YAML" : said.get(said.size() - 1);
        String context = said.size() > 1 ? said.get(0) : "";
        if (!context.isEmpty() && places.size() > 1) {
            context = context + " that starts at " + places.get(0);
        }
        String message = "not valid YAML: " + plain(what);
        problems.add(at, context.isEmpty() ? message : message + " (" + context + ")", hint(original, unclosed));
    }

    /** The scanner's words, where they are too much its own. */
    private static String plain(String what) {
        if (what.contains("\\t(TAB)")) {
            return "a tab where a key or value should start";
        }
        if (what.startsWith("Expected a property name")) {
            return "a key must be a word, not a list or a map";
        }
        if (what.startsWith("Version{")) {
            return "this version of YAML is not supported";
        }
        return what.replaceAll(",? but got :$", "");
    }

    private static Position fromException(JacksonException e) {
        TokenStreamLocation l = e.getLocation();
        return l == null || l.getLineNr() < 1
                ? Position.START
                : new Position(l.getLineNr(), Math.max(1, l.getColumnNr()));
    }

    private static String hint(String original, boolean unclosed) {
        if (original.contains("\\t(TAB)")) {
            return "indent with spaces";
        }
        if (original.contains("mapping values are not allowed here")) {
            return "quote a value that contains ': ', or check the indentation";
        }
        if (unclosed) {
            return "something that is opened here is never closed";
        }
        if (original.contains("block end")) {
            return "check the indentation";
        }
        if (original.contains("expected ',' or")) {
            return "close the bracket";
        }
        return "";
    }
}
