package dev.hayabashi.cli.simulate;

import dev.hayabashi.stp.BridgeId;
import java.util.List;

/**
 * A bridge after a step.
 *
 * @param name its name in the file
 * @param id its bridge identifier
 * @param rootId the root it follows
 * @param rootPathCost cost of the way there
 * @param rootPort the port that leads there, 0 on the root
 * @param ports its ports by number
 */
record BridgeView(String name, BridgeId id, BridgeId rootId, long rootPathCost, int rootPort, List<PortView> ports) {
    boolean isRoot() {
        return rootPort == 0;
    }
}
