package dev.hayabashi.cli;

/** Colour on a terminal, and none anywhere else; never the only bearer of a meaning. */
enum Paint {
    GOOD("32"),
    WARN("33"),
    BAD("31;1"),
    FAINT("2"),
    STRONG("1"),
    PLAIN("");

    private static final boolean ON = Terminal.hasColour();

    private final String code;

    Paint(String code) {
        this.code = code;
    }

    /** The text in this colour, or as it is where colour is not wanted. */
    String on(String text) {
        return ON && !code.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /** The colour of a port state. */
    static Paint ofState(String state) {
        return switch (state) {
            case "forwarding" -> GOOD;
            case "disabled" -> FAINT;
            default -> WARN;
        };
    }
}
