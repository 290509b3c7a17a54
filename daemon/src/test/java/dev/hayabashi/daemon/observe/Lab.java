package dev.hayabashi.daemon.observe;

import dev.hayabashi.bridgecore.Bridge;
import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.BridgeSettings;
import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.KernelDrops;
import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.bridgecore.PortIo;
import dev.hayabashi.bridgecore.PortSettings;
import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.daemon.events.EventJournal;
import dev.hayabashi.daemon.events.EventSource;
import dev.hayabashi.stp.BridgeParameters;
import dev.hayabashi.stp.BridgeTimes;
import dev.hayabashi.stp.EdgeMode;
import dev.hayabashi.stp.FlushCause;
import dev.hayabashi.stp.ForceVersion;
import dev.hayabashi.stp.PathCostMethod;
import dev.hayabashi.stp.PortParameters;
import dev.hayabashi.stp.PortState;
import dev.hayabashi.stp.SpanningTree;
import dev.hayabashi.stp.StpEvent;
import dev.hayabashi.stp.StpHost;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** A bridge with its spanning tree and its watch in virtual time, wired as the runtime wires them. */
public final class Lab implements StpHost {
    public static final long MILLI = 1_000_000L;
    public static final long SECOND = 1000 * MILLI;
    public static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final long ADDRESS = MacAddress.parse("02:00:00:00:00:ff");

    public final EventJournal journal = new EventJournal(1024);
    public final BridgeWatch watch =
            new BridgeWatch(new EventSource(journal, "haya0", Clock.fixed(START, ZoneOffset.UTC)));
    public final Bridge bridge =
            new Bridge(BridgeSettings.of("haya0", ADDRESS), watch, DirectMemory.Allocator.withoutAddress());
    public final SpanningTree tree;
    public long now;

    public Lab(ForceVersion version) {
        tree = new SpanningTree(
                new BridgeParameters(ADDRESS, 32768, new BridgeTimes(2, 20, 15), 6, version, PathCostMethod.LONG, 0),
                this,
                0);
        bridge.spanningTree(
                (port, frame, at) -> tree.received(
                        port.number(), frame.memory(), frame.start() + Frame.VNET_HEADER_BYTES, frame.length(), at),
                false);
    }

    public BridgePort port(String name, int number, String kind, EdgeMode edge) {
        BridgePort port = bridge.addPort(PortSettings.of(name, number, ADDRESS + number, 1500), new Silent(), now);
        watch.portAdded(port, kind, now);
        tree.addPort(
                number,
                PortParameters.DEFAULT.withEdge(edge).withBpduGuard(edge == EdgeMode.TRUE),
                ADDRESS + number,
                now);
        return port;
    }

    /** What the kernel has lost at all ports. */
    public KernelDrops kernelDrops = KernelDrops.NONE;

    private final class Silent implements PortIo {
        @Override
        public SendResult send(Frame frame) {
            return SendResult.SENT;
        }

        @Override
        public KernelDrops kernelDrops() {
            return kernelDrops;
        }
    }

    public void link(BridgePort port, boolean up) {
        bridge.time(now);
        watch.carrier(port, up, now);
        bridge.linkChanged(port, up);
        if (up) {
            tree.linkUp(port.number(), now);
        } else {
            tree.linkDown(port.number(), now);
        }
    }

    /** Lets time pass, a tenth of a second at a time. */
    public void run(long untilNanos) {
        while (now + SECOND / 10 <= untilNanos) {
            now += SECOND / 10;
            tree.tick(now);
            watch.tick(now, 0);
        }
        now = untilNanos;
    }

    public void receive(BridgePort port, byte[] octets) {
        ByteBuffer memory = ByteBuffer.allocateDirect(Frame.MEMORY_BYTES);
        memory.put(Frame.VNET_HEADER_BYTES, octets);
        Frame frame = new Frame(memory, 0);
        frame.received(Frame.VNET_HEADER_BYTES + octets.length);
        bridge.receive(port, frame, now);
    }

    @Override
    public void transmit(int portNumber, byte[] frame, int length) {}

    @Override
    public void setPortState(int portNumber, PortState state) {
        BridgePort port = bridge.port(portNumber);
        if (port != null) {
            bridge.setState(port, state);
        }
    }

    @Override
    public void flush(int portNumber, FlushCause cause) {
        bridge.macTable().flushPort(portNumber);
    }

    @Override
    public void event(StpEvent event) {
        watch.stp(event);
    }
}
