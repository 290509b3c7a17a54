package dev.hayabashi.cli;

/** Colour on a terminal, and none anywhere else; never the only bearer of a meaning. */
enum Paint {
    GOOD("32"),
    WARN("33"),
    BAD("31;1"),
    FAINT("2"),
    STRONG("1");

    private static final boolean ON = isWanted(System.getenv("NO_COLOR"), System.getenv("TERM"), Output.isTerminal());

    private final String code;

    Paint(String code) {
        this.code = code;
    }

    /** The text in this colour, or as it is where colour is not wanted. */
    String on(String text) {
        return ON ? force(text) : text;
    }

    String force(String text) {
        return "\u001b[" + code + "m" + text + "\u001b[0m";
    }

    /** no-color.org: a variable that is not empty switches colour off. */
    static boolean isWanted(
            @org.jspecify.annotations.Nullable String noColor,
            @org.jspecify.annotations.Nullable String term,
            boolean terminal) {
        return terminal && (noColor == null || noColor.isEmpty()) && !"dumb".equals(term);
    }
}
