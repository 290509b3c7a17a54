package dev.hayabashi.config;

import java.util.Optional;

/**
 * How the daemon is spoken to.
 *
 * @param socket absolute path of the unix socket
 * @param group group, by name or number, whose members may use the socket besides its owner; empty for nobody else
 * @param readGroup group whose members may look and change nothing; empty for nobody
 */
public record ControlConfig(String socket, Optional<String> group, Optional<String> readGroup) {
    /** The socket that every command tries first. */
    public static final ControlConfig DEFAULT =
            new ControlConfig("/run/hayabashi/hayabashi.sock", Optional.empty(), Optional.empty());
}
