package dev.hayabashi.config;

import dev.hayabashi.config.Node.Entry;
import dev.hayabashi.config.Node.Mapping;
import dev.hayabashi.config.Node.Scalar;
import dev.hayabashi.config.Node.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;

/**
 * Turns YAML text (and JSON, which is YAML) into {@link Node}s that know their place.
 *
 * <p>Jackson's token stream does the scanning; data binding is not used because a bound record has forgotten where its
 * values stood. Anchors, aliases, tags and several documents are refused: nothing here needs them, and they are how a
 * small file becomes a large tree.
 */
public final class YamlTree {
    /** Largest document in characters: a thousand ports with every key take less than half of it. */
    public static final int MAX_CHARS = 1 << 20;

    /** Deepest nesting; our documents need six levels. */
    public static final int MAX_DEPTH = 32;

    private static final YAMLFactory FACTORY = YAMLFactory.builder().build();

    private final Problems problems;
    private final int[] codePoints;
    private final JsonParser parser;

    private YamlTree(int[] codePoints, JsonParser parser, Problems problems) {
        this.codePoints = codePoints;
        this.parser = parser;
        this.problems = problems;
    }

    /**
     * Parses a document.
     *
     * @param text the document
     * @param problems gets what is wrong; duplicate keys do not stop the parsing, errors of syntax do
     * @return the root value; empty when the document has none, or cannot be parsed (then there is a problem)
     */
    public static Optional<Node> parse(String text, Problems problems) {
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (body.length() > MAX_CHARS) {
            problems.add(
                    Position.START,
                    "the document is longer than " + MAX_CHARS + " characters",
                    "split it, or check that this is the right file");
            return Optional.empty();
        }
        if (!printable(body, problems)) {
            return Optional.empty();
        }
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), new WholeCharReader(body))) {
            return new YamlTree(body.codePoints().toArray(), parser, problems).document();
        } catch (Refused e) {
            problems.add(e.at, e.what, e.hint);
        } catch (JacksonException e) {
            SyntaxError.report(e, problems);
        }
        return Optional.empty();
    }

    /** YAML's scanner rejects these too, but without saying where. */
    private static boolean printable(String text, Problems problems) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            boolean control = (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7F && c < 0xA0 && c != 0x85);
            if (control || (c >= 0xD800 && c < 0xE000) || c == 0xFFFE || c == 0xFFFF) {
                problems.add(
                        new Position(line, column),
                        String.format("the character U+%04X is not allowed", c),
                        "this does not look like a text file");
                return false;
            }
            boolean crlf = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
            if (c == '\n' || (c == '\r' && !crlf)) {
                line++;
                column = 1;
            } else {
                column++;
            }
            i += Character.charCount(c);
        }
        return true;
    }

    private Optional<Node> document() {
        JsonToken first = parser.nextToken();
        if (first == null) {
            return Optional.empty();
        }
        Node root = value(first, 1);
        if (parser.nextToken() != null) {
            throw new Refused(at(), "a second document starts here", "write one document per file");
        }
        return root instanceof Scalar s && s.isNull() ? Optional.empty() : Optional.of(root);
    }

    private Node value(JsonToken token, int depth) {
        refuseDecorations();
        Position at = at();
        return switch (token) {
            case START_OBJECT -> mapping(at, deeper(at, depth));
            case START_ARRAY -> sequence(at, deeper(at, depth));
            default -> scalar(at);
        };
    }

    private static int deeper(Position at, int depth) {
        if (depth >= MAX_DEPTH) {
            throw new Refused(at, "nested more than " + MAX_DEPTH + " levels deep", "");
        }
        return depth + 1;
    }

    private Scalar scalar(Position at) {
        int style = charAtToken();
        boolean quoted = style == '"' || style == '\'' || style == '|' || style == '>';
        return new Scalar(at, String.valueOf(parser.getString()), quoted);
    }

    private Sequence sequence(Position at, int depth) {
        List<Node> items = new ArrayList<>();
        for (JsonToken t = parser.nextToken(); t != null && t != JsonToken.END_ARRAY; t = parser.nextToken()) {
            items.add(value(t, depth));
        }
        return new Sequence(at, items);
    }

    private Mapping mapping(Position at, int depth) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (JsonToken t = parser.nextToken(); t == JsonToken.PROPERTY_NAME; t = parser.nextToken()) {
            refuseDecorations();
            Position keyAt = at();
            String key = parser.currentName();
            JsonToken next = parser.nextToken();
            Entry entry = new Entry(keyAt, key, value(next, depth));
            Entry first = entries.putIfAbsent(key, entry);
            if (first != null) {
                problems.add(keyAt, "key '" + key + "' is written twice", "the first one is at " + first.keyAt());
            }
        }
        return new Mapping(at, new ArrayList<>(entries.values()));
    }

    private void refuseDecorations() {
        switch (charAtToken()) {
            case '*' -> throw new Refused(at(), "aliases are not supported", "write the value itself instead of '*'");
            case '&' -> throw new Refused(at(), "anchors are not supported", "leave out the '&' name");
            case '!' -> throw new Refused(at(), "tags are not supported", "leave out the '!' name");
            default -> {}
        }
    }

    private Position at() {
        TokenStreamLocation l = parser.currentTokenLocation();
        return new Position(l.getLineNr(), l.getColumnNr());
    }

    /** The first character of the current token: tells quoted from plain, which the token type does not. */
    private int charAtToken() {
        long offset = parser.currentTokenLocation().getCharOffset();
        return offset >= 0 && offset < codePoints.length ? codePoints[(int) offset] : -1;
    }

    /** Ends the parsing: what follows would be guesswork. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final transient Position at;
        final String what;
        final String hint;

        Refused(Position at, String what, String hint) {
            super(what, null, false, false);
            this.at = at;
            this.what = what;
            this.hint = hint;
        }
    }
}
