package dev.hayabashi.config;

/**
 * Text out of a document that is shown to people. A quoted YAML string may have any character, so a key of a file from elsewhere
 * could end the line of a message, or order the reader's terminal about.
 */
final class Printable {
    private Printable() {}

    /** The text with each character that a terminal acts on written as YAML has it, {@code \}{@code u001B}. */
    static String of(String text) {
        if (text.codePoints().noneMatch(Printable::acts)) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (acts(c)) {
                shown.append(String.format(c < 0x1_0000 ? "\\u%04X" : "\\U%08X", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }

    private static boolean acts(int c) {
        return switch (Character.getType(c)) {
            // FORMAT has the characters that turn the direction of writing.
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
