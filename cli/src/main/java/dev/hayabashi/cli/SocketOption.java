package dev.hayabashi.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --socket}, which every command takes. */
public final class SocketOption {
    /** Where the daemon listens unless it is told otherwise. */
    public static final String DEFAULT = "/run/hayabashi/hayabashi.sock";

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "Control socket of the daemon. Default: $HAYABASHI_SOCKET, else " + DEFAULT + ".")
    private @Nullable String path;

    /** The socket that was asked for on the command line or in the environment; null when neither says. */
    public @Nullable String asked() {
        return path != null ? path : ofEnvironment();
    }

    /** The socket that {@code $HAYABASHI_SOCKET} names, if it does. */
    static @Nullable String ofEnvironment() {
        String named = System.getenv("HAYABASHI_SOCKET");
        return named == null || named.isEmpty() ? null : named;
    }

    /** The socket to connect to: where neither says, that of the system's daemon, or else that of the user's own. */
    public String path() {
        String asked = asked();
        if (asked != null) {
            return asked;
        }
        return Files.exists(Path.of(DEFAULT))
                ? DEFAULT
                : ofUser().filter(own -> Files.exists(Path.of(own))).orElse(DEFAULT);
    }

    /** Where the daemon of a user listens who is not root: in $XDG_RUNTIME_DIR; empty for root and without that variable. */
    static Optional<String> ofUser() {
        String directory = System.getenv("XDG_RUNTIME_DIR");
        return directory == null || directory.isEmpty() || "root".equals(System.getProperty("user.name"))
                ? Optional.empty()
                : Optional.of(directory + "/hayabashi/hayabashi.sock");
    }
}
