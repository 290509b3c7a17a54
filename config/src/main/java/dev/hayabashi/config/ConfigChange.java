package dev.hayabashi.config;

import java.util.List;

/** One difference between two configurations, in the order in which it may be applied. */
public sealed interface ConfigChange {
    /**
     * A bridge is gone, with its ports.
     *
     * @param bridge as it was
     */
    record BridgeRemoved(BridgeConfig bridge) implements ConfigChange {}

    /**
     * A port is gone.
     *
     * @param bridge name of its bridge
     * @param port as it was
     */
    record PortRemoved(String bridge, PortConfig port) implements ConfigChange {}

    /**
     * A bridge is new; its ports follow as {@link PortAdded}.
     *
     * @param bridge as it shall be
     */
    record BridgeAdded(BridgeConfig bridge) implements ConfigChange {}

    /**
     * Settings of a bridge changed, not counting its ports.
     *
     * @param before as it was
     * @param after as it shall be
     * @param keys what changed; keys of the spanning tree as {@code stp.priority}, of the MAC table as {@code mac-table.limit}
     */
    record BridgeChanged(BridgeConfig before, BridgeConfig after, List<KeyChange> keys) implements ConfigChange {}

    /**
     * A port is new. Also stands, after a {@link PortRemoved}, for a port that must be made anew because its kind or its
     * bridge changed.
     *
     * @param bridge name of its bridge
     * @param port as it shall be
     */
    record PortAdded(String bridge, PortConfig port) implements ConfigChange {}

    /**
     * Settings of a port changed.
     *
     * @param bridge name of its bridge
     * @param before as it was
     * @param after as it shall be
     * @param keys what changed
     */
    record PortChanged(String bridge, PortConfig before, PortConfig after, List<KeyChange> keys)
            implements ConfigChange {}

    /**
     * Settings of the daemon itself changed, which takes a restart.
     *
     * @param section {@code metrics}, {@code control}, or {@code file} for keys outside them
     * @param keys what changed
     */
    record DaemonChanged(String section, List<KeyChange> keys) implements ConfigChange {}

    /**
     * A key and its two values as a file would have them.
     *
     * @param key name of the key
     * @param before old value; empty text when none
     * @param after new value; empty text when none
     */
    record KeyChange(String key, String before, String after) {
        /** {@code path-cost: 20000 -> 100}. */
        @Override
        public String toString() {
            return key + ": " + (before.isEmpty() ? "(none)" : before) + " -> " + (after.isEmpty() ? "(none)" : after);
        }
    }
}
