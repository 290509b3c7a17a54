package dev.hayabashi.bridgecore;

import dev.hayabashi.stp.PortState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A bridge with recording ports and a clock that the test moves. */
final class Segment {
    static final long SECOND = 1_000_000_000L;
    static final long BRIDGE_ADDRESS = 0x02_00_00_00_00_ffL;
    static final int MTU = 1500;

    final Listener listener = new Listener();
    final Bridge bridge;
    final List<BridgePort> ports = new ArrayList<>();
    final List<RecordingIo> ios = new ArrayList<>();
    long now;

    /** What the bridge told its listener. */
    static final class Listener implements BridgeListener {
        final List<String> heard = new ArrayList<>();
        boolean expectsFaults;

        @Override
        public void stationMoved(long address, BridgePort from, BridgePort to, long nowNanos) {
            heard.add("moved " + MacAddress.format(address) + " " + from + " " + to);
        }

        @Override
        public void macLimitReached(BridgePort port, long address, long nowNanos) {
            heard.add("limit " + MacAddress.format(address) + " " + port);
        }

        @Override
        public void protectionStarted(BridgePort port, DropReason reason, long source, long nowNanos) {
            heard.add(reason.label() + " started on " + port + " by " + MacAddress.format(source));
        }

        @Override
        public void protectionEnded(BridgePort port, DropReason reason, long frames, long nanos, long nowNanos) {
            heard.add(reason.label() + " ended on " + port + " after " + frames);
        }

        @Override
        public void addressFlapping(long address, BridgePort stays, BridgePort refused, long nowNanos) {
            heard.add("flapping " + MacAddress.format(address) + " stays on " + stays + ", refused on " + refused);
        }

        @Override
        public void loopDetected(BridgePort shut, BridgePort sentBy, BridgePort heardOn, long nowNanos) {
            heard.add("loop " + sentBy + " " + heardOn + ", shut " + shut);
        }

        @Override
        public void loopCleared(BridgePort port, long nowNanos) {
            heard.add("loop cleared " + port);
        }

        @Override
        public void frameFaulted(BridgePort port, RuntimeException fault, long nowNanos) {
            if (!expectsFaults) {
                throw fault;
            }
            heard.add("fault " + fault.getMessage() + " " + port);
        }
    }

    private Segment(BridgeSettings settings) {
        bridge = new Bridge(settings, listener, DirectMemory.Allocator.withoutAddress());
    }

    /** {@code count} forwarding ports with numbers from 1. */
    static Segment of(int count) {
        return of(count, BridgeSettings.of("haya0", BRIDGE_ADDRESS));
    }

    static Segment of(int count, BridgeSettings settings) {
        Segment segment = new Segment(settings);
        for (int number = 1; number <= count; number++) {
            segment.add(defaults(number));
        }
        return segment;
    }

    /** The same, whose work a relay loop shares. */
    static Segment withRelays(int count, Passage passage) {
        Segment segment = new Segment(BridgeSettings.of("haya0", BRIDGE_ADDRESS));
        segment.bridge.relays(List.of(passage));
        for (int number = 1; number <= count; number++) {
            segment.add(defaults(number));
        }
        return segment;
    }

    static PortSettings defaults(int number) {
        return PortSettings.of("p" + number, number, portAddress(number), MTU);
    }

    static long portAddress(int number) {
        return 0x02_00_00_00_ee_00L + number;
    }

    /** Address of the station that tests put behind a port. */
    static long station(int number) {
        return 0x0a_00_00_00_00_00L + number;
    }

    BridgePort add(PortSettings settings) {
        RecordingIo io = new RecordingIo();
        BridgePort port = bridge.addPort(settings, io, now);
        bridge.linkChanged(port, true);
        bridge.setState(port, PortState.FORWARDING);
        ports.add(port);
        ios.add(io);
        return port;
    }

    BridgePort port(int number) {
        return ports.get(number - 1);
    }

    RecordingIo io(int number) {
        return ios.get(number - 1);
    }

    void change(int number, UnaryOperator<PortSettingsBuilder> change) {
        BridgePort port = port(number);
        bridge.changePort(
                port, change.apply(new PortSettingsBuilder(port.settings())).build(), now);
    }

    void protect(int number, PortProtection protection) {
        change(number, port -> port.protection(protection));
    }

    void receive(int in, Frame frame) {
        bridge.receive(port(in), frame, now);
    }

    void receive(int in, long destination, long source) {
        receive(in, Frames.of(destination, source));
    }

    /** Lets the station of each port be heard once, and forgets what was sent so far. */
    void learnStations() {
        for (BridgePort port : ports) {
            bridge.receive(port, Frames.of(MacAddress.BROADCAST, station(port.number())), now);
        }
        clear();
    }

    void clear() {
        ios.forEach(io -> io.sent.clear());
    }

    /** How many frames left by each port since the last {@link #clear}. */
    List<Integer> sentCounts() {
        return ios.stream().map(io -> io.sent.size()).toList();
    }

    Map<DropReason, Long> drops(int number) {
        return port(number).counters.snapshot().dropsByReason();
    }

    BridgeSnapshot.Fates fates() {
        return bridge.snapshot(false, now).fates();
    }
}
