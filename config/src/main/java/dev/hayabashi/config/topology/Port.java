package dev.hayabashi.config.topology;

import dev.hayabashi.config.Position;
import dev.hayabashi.config.Tristate;
import java.util.OptionalInt;

/**
 * A port as it starts, or shall be from now on.
 *
 * @param attachment what it is plugged into
 * @param cost path cost, 1..200000000; empty for the file's default, or for "as before" when the attachment is unchanged
 * @param priority port priority, 0..240 in steps of 16; empty for 128, or for "as before"
 * @param settings edge and guards; when the attachment is unchanged these are as before too, unless {@code map} is set
 * @param map whether the port was written as a map and names its settings
 * @param at where it is written
 */
public record Port(
        Attachment attachment, OptionalInt cost, OptionalInt priority, Settings settings, boolean map, Position at) {

    /**
     * Edge and guards of a port.
     *
     * @param edge edge port
     * @param pointToPoint whether the LAN counts as point-to-point; auto for two attachments or fewer
     * @param bpduGuard a BPDU disables the port
     * @param bpduFilter no BPDUs in or out
     * @param rootGuard never root port
     * @param tcnGuard topology changes are not passed on
     * @param loopGuard keeps discarding when BPDUs stop
     * @param bridgeAssurance discards unless BPDUs keep coming
     * @param reflect whatever the port sends comes back on it
     */
    public record Settings(
            Tristate edge,
            Tristate pointToPoint,
            boolean bpduGuard,
            boolean bpduFilter,
            boolean rootGuard,
            boolean tcnGuard,
            boolean loopGuard,
            boolean bridgeAssurance,
            boolean reflect) {
        /** AutoEdge, no guards. */
        public static final Settings DEFAULT =
                new Settings(Tristate.AUTO, Tristate.AUTO, false, false, false, false, false, false, false);
    }
}
