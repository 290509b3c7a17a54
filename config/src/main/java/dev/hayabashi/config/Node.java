package dev.hayabashi.config;

import java.util.List;
import java.util.Optional;

/** One value of a YAML or JSON document together with the place where it is written. */
public sealed interface Node {
    /** Where the value starts. */
    Position at();

    /** What the value is, for error messages: "a list", "the text \"x\"". */
    String describe();

    /**
     * A single value.
     *
     * @param at where it starts
     * @param text the text without quotes, with escapes resolved
     * @param quoted whether it was quoted (or a block scalar) and hence is text whatever it looks like
     */
    record Scalar(Position at, String text, boolean quoted) implements Node {
        private static final int SHOWN = 40;

        /** Whether nothing was written, or {@code null} or {@code ~}. */
        public boolean isNull() {
            return !quoted && (text.isEmpty() || text.equals("null") || text.equals("~"));
        }

        @Override
        public String describe() {
            if (isNull()) {
                return "nothing";
            }
            String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
            shown = shown.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
            return quoted ? "the text \"" + shown + "\"" : "'" + shown + "'";
        }
    }

    /**
     * A list.
     *
     * @param at where it starts
     * @param items its items in order
     */
    record Sequence(Position at, List<Node> items) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String describe() {
            return "a list";
        }
    }

    /**
     * Keys and values.
     *
     * @param at where it starts
     * @param entries its entries in order; keys are unique
     */
    record Mapping(Position at, List<Entry> entries) implements Node {
        public Mapping {
            entries = List.copyOf(entries);
        }

        /** The entry with a key, if there is one. */
        public Optional<Entry> entry(String key) {
            return entries.stream().filter(e -> e.key().equals(key)).findFirst();
        }

        @Override
        public String describe() {
            return "a map";
        }
    }

    /**
     * A key with its value.
     *
     * @param keyAt where the key starts
     * @param key the key
     * @param value the value
     */
    record Entry(Position keyAt, String key, Node value) {}
}
