package dev.hayabashi.config.topology;

/**
 * A port by name, written {@code B.2}.
 *
 * @param bridge name of the bridge
 * @param port number of the port, from 1
 */
public record PortRef(String bridge, int port) {
    @Override
    public String toString() {
        return bridge + "." + port;
    }
}
