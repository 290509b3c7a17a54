package dev.hayabashi.config;

import java.util.OptionalInt;

/**
 * One port of a bridge. The file's keys are flat; here they are grouped by who needs them.
 *
 * @param name name of the port; for kinds with a netdev also that netdev's name
 * @param kind what the port's frames travel through
 * @param number port number of the port identifier, 1..4095; empty for the lowest free one
 * @param link how the port is attached
 * @param stp what the spanning tree knows about it
 * @param relay what the bridge lets in and out
 */
public record PortConfig(String name, PortKind kind, OptionalInt number, PortLink link, PortStp stp, PortRelay relay) {
    /** A port about which nothing but name and kind is said. */
    public static PortConfig of(String name, PortKind kind) {
        return new PortConfig(
                name, kind, OptionalInt.empty(), PortLink.DEFAULT, PortStp.defaults(kind), PortRelay.DEFAULT);
    }

    /** The same port with another number. */
    public PortConfig withNumber(int other) {
        return new PortConfig(name, kind, OptionalInt.of(other), link, stp, relay);
    }
}
