package dev.hayabashi.cli;

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
        if (path != null) {
            return path;
        }
        String fromEnvironment = System.getenv("HAYABASHI_SOCKET");
        return fromEnvironment == null || fromEnvironment.isEmpty() ? null : fromEnvironment;
    }

    /** The socket to connect to. */
    public String path() {
        String asked = asked();
        return asked == null ? DEFAULT : asked;
    }
}
