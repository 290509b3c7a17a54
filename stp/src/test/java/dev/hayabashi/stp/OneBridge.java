package dev.hayabashi.stp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** One engine whose neighbours are hand-made frames. */
final class OneBridge implements StpHost {
    static final long SECOND = Lab.SECOND;
    static final long ADDRESS = 0x0200_0000_0A00L;

    final Map<Integer, List<byte[]>> sent = new TreeMap<>();
    final Map<Integer, PortState> gates = new HashMap<>();
    final List<StpEvent> events = new ArrayList<>();
    final List<String> flushes = new ArrayList<>();
    final List<Integer> ageing = new ArrayList<>();
    /** Gates and frames in the order in which the engine asked for them. */
    final List<String> order = new ArrayList<>();

    final SpanningTree tree;
    long now;

    OneBridge() {
        this(BridgeParameters.of(ADDRESS));
    }

    OneBridge(BridgeParameters parameters) {
        tree = new SpanningTree(parameters, this, now);
    }

    static OneBridge stp() {
        return new OneBridge(BridgeParameters.of(ADDRESS).withForceVersion(ForceVersion.STP));
    }

    static long portAddress(int number) {
        return ADDRESS + number;
    }

    /** Ports 1 to {@code count} with automatic cost, up. */
    OneBridge ports(int count) {
        for (int number = 1; number <= count; number++) {
            port(number, p -> p);
        }
        return this;
    }

    OneBridge port(int number, UnaryOperator<PortParameters> settings) {
        tree.addPort(number, settings.apply(PortParameters.DEFAULT), portAddress(number), now);
        tree.linkUp(number, now);
        return this;
    }

    OneBridge configure(int number, UnaryOperator<PortParameters> change) {
        tree.configurePort(number, change.apply(tree.portParameters(number)), now);
        return this;
    }

    OneBridge run(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += SECOND;
            assertThat(tree.tick(now)).isTrue();
        }
        return this;
    }

    BpduDisposition receive(int port, byte[] frame) {
        return tree.received(port, ByteBuffer.wrap(frame), 0, frame.length, now);
    }

    BpduDisposition receive(int port, Frame frame) {
        return receive(port, frame.build());
    }

    /** Hears {@code frame} every two seconds for a while. */
    OneBridge hear(int port, Frame frame, int seconds) {
        for (int i = 0; i < seconds; i++) {
            if (i % 2 == 0) {
                receive(port, frame);
            }
            run(1);
        }
        return this;
    }

    List<byte[]> sent(int port) {
        return sent.computeIfAbsent(port, p -> new ArrayList<>());
    }

    byte[] last(int port) {
        List<byte[]> frames = sent(port);
        assertThat(frames).as("sent on port %d", port).isNotEmpty();
        return frames.get(frames.size() - 1);
    }

    static int flags(byte[] frame) {
        return frame[21] & 0xFF;
    }

    static int u16(byte[] frame, int bpduOffset) {
        return (frame[17 + bpduOffset] & 0xFF) << 8 | (frame[18 + bpduOffset] & 0xFF);
    }

    void forget() {
        sent.clear();
        events.clear();
        flushes.clear();
        ageing.clear();
        order.clear();
    }

    PortStatus status(int port) {
        return tree.portStatus(port, now);
    }

    boolean flag(int port, String name) {
        return Boolean.TRUE.equals(status(port).variables().flags().get(name));
    }

    int timer(int port, String name) {
        Integer value = status(port).variables().timers().get(name);
        return value == null ? -1 : value;
    }

    long rejected(int port, BpduDisposition reason) {
        return status(port).bpdus().rejected().getOrDefault(reason, 0L);
    }

    <T extends StpEvent> List<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public void transmit(int portNumber, byte[] frame, int length) {
        byte[] copy = Arrays.copyOf(frame, length);
        sent(portNumber).add(copy);
        order.add("send " + portNumber + (copy[20] == (byte) 0x80 ? " tcn" : String.format(" %02x", flags(copy))));
    }

    @Override
    public void setPortState(int portNumber, PortState state) {
        gates.put(portNumber, state);
        order.add("gate " + portNumber + " " + state.jsonName());
    }

    @Override
    public void flush(int portNumber, FlushCause cause) {
        flushes.add(portNumber + ":" + cause.jsonName());
    }

    @Override
    public void setShortAgeing(int seconds) {
        ageing.add(seconds);
    }

    @Override
    public void event(StpEvent event) {
        events.add(event);
    }
}
