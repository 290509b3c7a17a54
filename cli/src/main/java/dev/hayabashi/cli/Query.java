package dev.hayabashi.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A path of the control API with its query parameters. */
final class Query {
    private final StringBuilder text;
    private boolean first = true;

    Query(String path) {
        text = new StringBuilder(path);
    }

    /** Adds a parameter; null adds nothing. */
    Query with(String name, @Nullable String value) {
        if (value != null) {
            text.append(first ? '?' : '&').append(name).append('=').append(encode(value));
            first = false;
        }
        return this;
    }

    /** One segment of a path. */
    static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
