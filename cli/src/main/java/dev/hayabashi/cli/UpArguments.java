package dev.hayabashi.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of {@code up} as a unit file or a script writes them. They are read without picocli: its classes are older
 * than what start-up archives can hold, and to load and to check them takes as long as to open all ports. Whatever is not
 * as plain as this is for {@link UpCommand}, which also has the words for what is wrong.
 *
 * @param file the configuration file that was named; null for none
 * @param socket the control socket that was named; null for none
 */
record UpArguments(@Nullable Path file, @Nullable String socket) {
    /** The arguments if they are plain; null for every other command, and for what picocli has to look at. */
    static @Nullable UpArguments plain(String... arguments) {
        if (arguments.length == 0 || !arguments[0].equals("up")) {
            return null;
        }
        String file = null;
        String socket = null;
        for (int i = 1; i < arguments.length; i++) {
            String name = arguments[i];
            int equals = name.startsWith("--") ? name.indexOf('=') : -1;
            String value;
            if (equals > 0) {
                value = name.substring(equals + 1);
                name = name.substring(0, equals);
            } else {
                i++;
                value = i < arguments.length ? arguments[i] : "";
            }
            if (value.isEmpty() || "-\"'@".indexOf(value.charAt(0)) >= 0) {
                return null;
            }
            if (file == null && (name.equals("-c") || name.equals("--config"))) {
                file = value;
            } else if (socket == null && name.equals("--socket")) {
                socket = value;
            } else {
                return null;
            }
        }
        return new UpArguments(file == null ? null : Path.of(file), socket);
    }
}
