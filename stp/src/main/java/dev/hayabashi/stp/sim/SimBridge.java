package dev.hayabashi.stp.sim;

import dev.hayabashi.stp.BridgeParameters;
import dev.hayabashi.stp.FlushCause;
import dev.hayabashi.stp.PortParameters;
import dev.hayabashi.stp.PortState;
import dev.hayabashi.stp.SpanningTree;
import dev.hayabashi.stp.StpEvent;
import dev.hayabashi.stp.StpHost;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;

/** A bridge of a simulated network: a real engine with a data plane that only remembers its gates. */
public final class SimBridge implements StpHost {
    final SimNetwork network;
    final int index;
    final SpanningTree tree;
    final Map<Integer, SimPort> ports = new TreeMap<>();
    private final String name;

    SimBridge(SimNetwork network, int index, String name, BridgeParameters parameters) {
        this.network = network;
        this.index = index;
        this.name = name;
        this.tree = new SpanningTree(parameters, this, network.now());
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Its engine. Reading is free; whoever changes something calls {@link SimNetwork#deliver()} afterwards. */
    public SpanningTree tree() {
        return tree;
    }

    /** Its ports by ascending number. */
    public Collection<SimPort> ports() {
        return Collections.unmodifiableCollection(ports.values());
    }

    /**
     * The port of a number.
     *
     * @throws NoSuchElementException if there is none
     */
    public SimPort port(int number) {
        SimPort port = ports.get(number);
        if (port == null) {
            throw new NoSuchElementException(name + " has no port " + number);
        }
        return port;
    }

    /** Adds a port whose link is down. */
    public SimPort addPort(int number, PortParameters parameters) {
        SimPort port = new SimPort(this, number);
        ports.put(number, port);
        // Locally administered, individual, and different for every port of the network.
        tree.addPort(number, parameters, 0x0200_0000_0000L + ((index + 1L) << 16) + number, network.now());
        return port;
    }

    /** Unplugs and removes a port. */
    public void removePort(int number) {
        SimPort port = port(number);
        network.unplug(port);
        network.announce();
        tree.removePort(number, network.now());
        ports.remove(number);
        network.gatesChanged();
    }

    @Override
    public void transmit(int portNumber, byte[] frame, int length) {
        network.send(port(portNumber), frame, length);
    }

    @Override
    public void setPortState(int portNumber, PortState state) {
        SimPort port = ports.get(portNumber);
        if (port != null && port.state != state) {
            port.state = state;
            network.gatesChanged();
        }
    }

    @Override
    public void flush(int portNumber, FlushCause cause) {
        // There are no addresses to forget.
    }

    @Override
    public void event(StpEvent event) {
        network.happened(this, event);
    }

    @Override
    public String toString() {
        return name;
    }
}
