package dev.hayabashi.config.topology;

import dev.hayabashi.config.Position;
import java.util.OptionalLong;

/**
 * What a port should be after a step.
 *
 * @param role the role
 * @param rootPathCost the bridge's root path cost, with role {@code ROOT} only
 * @param edge whether it must be an operational edge port; in STP mode that is not looked at
 * @param notForwarding whether the role holds but the port does not forward
 * @param text as written
 * @param at where it is written
 */
public record Expectation(
        Role role, OptionalLong rootPathCost, boolean edge, boolean notForwarding, String text, Position at) {

    /** The letters of the format. */
    public enum Role {
        /** {@code R}: root, forwarding. */
        ROOT,
        /** {@code D}: designated, forwarding. */
        DESIGNATED,
        /** {@code A}: alternate, discarding. */
        ALTERNATE,
        /** {@code K}: backup, discarding. */
        BACKUP,
        /** {@code X}: disabled. */
        DISABLED
    }

    /** Whether the port must forward. */
    public boolean forwarding() {
        return !notForwarding && (role == Role.ROOT || role == Role.DESIGNATED);
    }
}
