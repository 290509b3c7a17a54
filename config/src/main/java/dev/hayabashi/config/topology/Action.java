package dev.hayabashi.config.topology;

import java.util.List;
import java.util.Map;

/** What happens in a step. */
public sealed interface Action {
    /** All bridges start. */
    record Start() implements Action {}

    /**
     * Bridges get a new list of ports; carrier follows.
     *
     * @param ports by bridge; a longer list than before adds ports, a shorter one removes the last ones
     */
    record SetPorts(Map<String, List<Port>> ports) implements Action {}

    /**
     * Bridges get another priority.
     *
     * @param priorities by bridge
     */
    record SetPriority(Map<String, Integer> priorities) implements Action {}

    /**
     * Bridges restart in a protocol version.
     *
     * @param versions by bridge: 0 for STP, 2 for RSTP
     */
    record SetVersion(Map<String, Integer> versions) implements Action {}

    /**
     * BPDUs sent by these ports are lost from now on.
     *
     * @param ports the ports
     */
    record Drop(List<PortRef> ports) implements Action {}

    /** Nothing is lost any more. */
    record Heal() implements Action {}

    /**
     * Ports try RST BPDUs again.
     *
     * @param ports the ports
     */
    record Mcheck(List<PortRef> ports) implements Action {}

    /**
     * Time passes.
     *
     * @param seconds how much
     */
    record Wait(int seconds) implements Action {}
}
