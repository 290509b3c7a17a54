package dev.hayabashi.daemon.runtime;

import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.config.PortConfig;

/**
 * A port of a running bridge, as the control thread knows it.
 *
 * @param config what was asked for
 * @param device its opened device
 * @param port its place in the bridge; to be used on the event loop only
 */
record RunningPort(PortConfig config, PortDevice device, BridgePort port) {
    RunningPort withConfig(PortConfig changed) {
        return new RunningPort(changed, device, port);
    }
}
