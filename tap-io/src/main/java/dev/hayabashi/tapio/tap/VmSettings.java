package dev.hayabashi.tapio.tap;

/**
 * What a vm port is made of.
 *
 * @param name name of the TAP that the VMM opens, at most 15 bytes
 * @param bridge name of the bridge
 * @param port name of the port
 * @param owner who may open it
 * @param mtuBytes MTU of both TAPs
 * @param txQueueLength frames that may wait in each TAP for its reader
 */
public record VmSettings(String name, String bridge, String port, Owner owner, int mtuBytes, int txQueueLength) {
    String alias() {
        return Names.alias(bridge, port);
    }
}
