package dev.hayabashi.daemon.runtime;

import dev.hayabashi.bridgecore.Passage;
import dev.hayabashi.config.PortConfig;
import java.util.List;

/** Makes and opens devices; the seam between the runtime and the operating system. */
public interface PortDevices {
    /**
     * Makes what {@code port} asks for and opens it. Called on the control thread; may block on system calls.
     *
     * @param bridge name of the bridge, by which leftovers are recognised
     * @param mtuBytes MTU in force
     * @param ipv6 false turns IPv6 off on the netdev of a port of kind {@code tap}
     * @throws PortOpenException when it cannot be had; nothing is left behind then
     */
    PortDevice open(String bridge, PortConfig port, int mtuBytes, boolean ipv6) throws PortOpenException;

    /**
     * As {@link #open}, but what belongs to somebody else and is not there yet is waited for: it has no carrier meanwhile.
     *
     * @throws PortOpenException when it cannot be had for another reason; nothing is left behind then
     */
    default PortDevice openOrAwait(String bridge, PortConfig port, int mtuBytes, boolean ipv6)
            throws PortOpenException {
        return open(bridge, port, mtuBytes, ipv6);
    }

    /** Event loops that share the work of a bridge's ports with its own; see {@link dev.hayabashi.bridgecore.Bridge#relays}. */
    default List<Passage> relays() {
        return List.of();
    }

    /**
     * Opens the socket of a template. Called on the control thread; the template adds and removes ports of {@code bridge} on
     * that thread later. Refused where devices of this kind cannot be had.
     *
     * @param template a port whose {@link PortConfig#isTemplate} is true
     * @throws PortOpenException when it cannot be had; nothing is left behind then
     */
    default PortTemplate openTemplate(RunningBridge bridge, PortConfig template) throws PortOpenException {
        throw new PortOpenException(
                "a port with '*' in its name cannot be had here",
                "",
                new UnsupportedOperationException(template.name()));
    }
}
