package dev.hayabashi.config.topology;

import dev.hayabashi.config.MacAddress;
import dev.hayabashi.config.Position;
import java.util.List;
import java.util.OptionalInt;

/**
 * A bridge as it starts.
 *
 * @param name its name in the file
 * @param mac bridge address
 * @param priority bridge priority, 0..61440 in steps of 4096
 * @param version ForceVersion, 0 or 2; empty for the mode of the file
 * @param ports its ports, number 1 first
 * @param at where it is written
 */
public record Bridge(String name, MacAddress mac, int priority, OptionalInt version, List<Port> ports, Position at) {
    public Bridge {
        ports = List.copyOf(ports);
    }
}
