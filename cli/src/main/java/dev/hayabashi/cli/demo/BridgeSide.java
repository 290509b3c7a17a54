package dev.hayabashi.cli.demo;

import java.util.function.Consumer;

/** One of the two bridges. */
interface BridgeSide {
    /**
     * Makes the bridge with a port {@code vm0} that has no carrier, and a DHCP server.
     *
     * @param stateChanged hears of each new state of the port, on any thread
     */
    void setUp(Consumer<String> stateChanged);

    /** Where it is. */
    String namespace();

    /** State of the port as far as known. */
    String portState();
}
