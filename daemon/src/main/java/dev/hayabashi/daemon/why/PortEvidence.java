package dev.hayabashi.daemon.why;

import dev.hayabashi.bridgecore.DropRecord;
import dev.hayabashi.bridgecore.FirstFrame;
import dev.hayabashi.bridgecore.PortSnapshot;
import dev.hayabashi.daemon.observe.PortTimeline;
import dev.hayabashi.daemon.observe.TimelineEntry;
import dev.hayabashi.daemon.observe.TimelineEntry.What;
import dev.hayabashi.stp.ForceVersion;
import dev.hayabashi.stp.PortRole;
import dev.hayabashi.stp.PortState;
import dev.hayabashi.stp.PortStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a bridge knows of a port, taken in one turn of its loop.
 *
 * @param bridge name of the bridge
 * @param kind kind of the port as the configuration writes it
 * @param version protocol version of the spanning tree; null when none runs
 * @param snapshot the port in the data plane
 * @param stp the port in the spanning tree; null when none runs
 * @param timeline what happened to it
 * @param drops its last drops
 * @param firstFrame the first frame since its link came up
 */
public record PortEvidence(
        String bridge,
        String kind,
        @Nullable ForceVersion version,
        PortSnapshot snapshot,
        @Nullable PortStatus stp,
        PortTimeline.Copy timeline,
        List<DropRecord> drops,
        @Nullable FirstFrame firstFrame) {
    public PortEvidence {
        drops = List.copyOf(drops);
    }

    String port() {
        return snapshot.settings().name();
    }

    PortRole role() {
        if (stp != null) {
            return stp.role();
        }
        return snapshot.linkUp() ? PortRole.DESIGNATED : PortRole.DISABLED;
    }

    boolean isEdge() {
        return stp != null && stp.operEdge();
    }

    /** Name of a state as it is shown: in mode stp discarding is listening or blocking. */
    String display(PortState state) {
        return state.displayName(version == null ? ForceVersion.RSTP : version, role());
    }

    /** When the link came up the last time before {@code atNanos}; when the port was attached if it had not yet. */
    long linkUpBefore(long atNanos) {
        long since = timeline.attachedNanos();
        for (TimelineEntry entry : timeline.entries()) {
            if (entry.what() == What.LINK_UP && entry.atNanos() <= atNanos) {
                since = entry.atNanos();
            }
        }
        return since;
    }
}
