package dev.hayabashi.metrics;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Labels of a series, as the text format writes them: <code>{bridge="haya0",port="vm0"} </code>. */
final class LabelSet {
    private final String inner;
    private byte @Nullable [] bytes;

    private LabelSet(String inner) {
        this.inner = inner;
    }

    static LabelSet of(String name, String value) {
        return new LabelSet(label(name, value));
    }

    LabelSet with(String name, String value) {
        return new LabelSet(inner + "," + label(name, value));
    }

    /** With the braces and the space in front of the value. */
    byte[] bytes() {
        byte[] made = bytes;
        if (made == null) {
            made = ("{" + inner + "} ").getBytes(StandardCharsets.UTF_8);
            bytes = made;
        }
        return made;
    }

    private static String label(String name, String value) {
        String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        return name + "=\"" + escaped + "\"";
    }
}
