package dev.hayabashi.daemon.runtime;

import dev.hayabashi.bridgecore.Bridge;
import dev.hayabashi.bridgecore.BridgeListener;
import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.BridgeSettings;
import dev.hayabashi.bridgecore.BridgeSnapshot;
import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.DropReason;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.FrameObserver;
import dev.hayabashi.bridgecore.PortStatistics;
import dev.hayabashi.fuzz.Check;
import dev.hayabashi.fuzz.Input;
import dev.hayabashi.fuzz.Sound;
import dev.hayabashi.stp.BridgeParameters;
import dev.hayabashi.stp.EdgeMode;
import dev.hayabashi.stp.PortParameters;
import dev.hayabashi.stp.PortState;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Frames through the whole bridge, virtio-net header included: spanning tree, services, guards, VLANs, software offloads, queues
 * that fill and descriptors that fail. Every frame has one counted fate and every copy one count; what leaves is what came, by a
 * port that may have it, and {@link FramePort} says which that is.
 *
 * <p>Input: an octet of settings (1: VLANs, 2: no spanning tree, 4: guards only, 8: reserved addresses pass), then steps: an octet
 * with the port in its low three bits and the kind of step above, then what that kind takes.
 */
public final class FrameFuzz {
    private static final long SECOND = 1_000_000_000L;
    private static final long ADDRESS = 0x0200_0000_00ffL;
    private static final int MAX_STEPS = 120;
    private static final int PORTS = 6;
    private static final int MAX_FRAME_BYTES = 9000;
    private static final DirectMemory.Allocator HEAP = bytes -> new DirectMemory(ByteBuffer.allocate(bytes), 0);
    private static final ByteBuffer MEMORY = ByteBuffer.allocate(Frame.MEMORY_BYTES + 64);

    private final FramePort[] ports = new FramePort[PORTS + 1];
    private final Bridge bridge;
    private final StpBinding tree;
    private final FrameServices services;
    private final boolean hasTree;
    private long now = SECOND;
    private long received;

    private FrameFuzz(int flags) {
        bridge = new Bridge(
                new BridgeSettings("haya0", ADDRESS, 300 * SECOND, 64, 7, (flags & 8) != 0),
                new BridgeListener() {
                    @Override
                    public void frameFaulted(BridgePort port, RuntimeException fault, long nowNanos) {
                        throw new AssertionError("a mistake over a frame of " + port, fault);
                    }
                },
                HEAP);
        bridge.vlanFiltering((flags & 1) != 0, 1);
        services = new FrameServices(bridge, (flags & 4) == 0, now);
        bridge.services(services);
        hasTree = (flags & 2) == 0;
        tree = new StpBinding(bridge, BridgeParameters.of(ADDRESS), HEAP, event -> {}, now);
        bridge.spanningTree(hasTree ? tree : null, (flags & 8) != 0);
        bridge.observer(new Watch());
        for (int number = 1; number <= PORTS; number++) {
            add(number, (flags & 1) != 0);
        }
    }

    private void add(int number, boolean vlans) {
        FramePort port = new FramePort(number, vlans, services::isSending, HEAP);
        ports[number] = port;
        port.seat(bridge, bridge.addPort(port.settings(), port, now), hasTree);
        services.add(number);
        if (hasTree) {
            boolean guest = port.isGuest();
            PortParameters parameters = PortParameters.DEFAULT
                    .withEdge(guest ? EdgeMode.TRUE : EdgeMode.FALSE)
                    .withBpduGuard(guest);
            tree.tree().addPort(number, parameters, port.settings().address(), now);
        }
        link(port, true);
    }

    public static void fuzzerTestOneInput(byte[] input) {
        Check.bounded(input.length, () -> {
            Input in = new Input(input);
            FrameFuzz world = new FrameFuzz(in.u8());
            // Past forward delay, so that ports that lead to other bridges are open too.
            world.ticks(32);
            for (int step = 0; step < MAX_STEPS && in.remaining() > 0; step++) {
                world.step(in);
                world.invariants();
            }
            world.end();
        });
    }

    /** Nothing waits for a descriptor that takes everything. */
    private void end() {
        for (int number = 1; number <= PORTS; number++) {
            FramePort port = ports[number];
            port.answers(0);
            Check.that(bridge.writable(port.seat()), () -> "something still waits for " + port.seat());
            Check.same(bridge.snapshot(port.seat()).queuedFrames(), 0, () -> "frames that wait for " + port.seat());
        }
        invariants();
    }

    private void step(Input in) {
        int kind = in.u8();
        FramePort port = ports[1 + (kind & 7) % PORTS];
        now += SECOND / 1000;
        bridge.time(now);
        switch (kind >> 3) {
            case 0 -> ticks(1 + in.below(20));
            case 1 -> link(port, !port.seat().isLinkUp());
            case 2 -> {
                port.answers(in.u8());
                bridge.writable(port.seat());
            }
            case 3 -> {
                ports[5].answers(1);
                frame(port, in, 3);
            }
            default -> frame(port, in, kind >> 3);
        }
    }

    private void link(FramePort port, boolean up) {
        bridge.time(now);
        bridge.linkChanged(port.seat(), up);
        if (hasTree) {
            tree.linkChanged(port.seat(), up, now);
        } else {
            bridge.setState(port.seat(), up ? PortState.FORWARDING : PortState.DISABLED);
        }
    }

    private void ticks(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += SECOND;
            bridge.tick(now);
            if (hasTree) {
                tree.tick(now);
            }
            services.tick(now);
        }
    }

    /** @param how 1: with a virtio-net header of its own; 2: mended; 4: with room in front for a tag */
    private void frame(FramePort in, Input input, int how) {
        byte[] octets = input.block();
        if ((how & 1) == 0) {
            byte[] behindHeader = new byte[Frame.VNET_HEADER_BYTES + octets.length];
            System.arraycopy(octets, 0, behindHeader, Frame.VNET_HEADER_BYTES, octets.length);
            octets = behindHeader;
        }
        if (octets.length > MAX_FRAME_BYTES) {
            return;
        }
        if ((how & 2) != 0 && octets.length > Frame.VNET_HEADER_BYTES) {
            byte[] ethernet = Arrays.copyOfRange(octets, Frame.VNET_HEADER_BYTES, octets.length);
            Sound.mend(ethernet);
            System.arraycopy(ethernet, 0, octets, Frame.VNET_HEADER_BYTES, ethernet.length);
        }
        int start = (how & 4) == 0 ? 0 : 32;
        MEMORY.put(start, octets);
        Frame frame = new Frame(MEMORY, 0);
        frame.received(start, octets.length);
        for (int number = 1; number <= PORTS; number++) {
            ports[number].begins(in, octets);
        }
        services.now(now);
        received++;
        bridge.receive(in.seat(), frame, now);
        for (int number = 1; number <= PORTS; number++) {
            ports[number].ends();
        }
    }

    private void invariants() {
        BridgeSnapshot snapshot = bridge.snapshot(true, now);
        BridgeSnapshot.Fates fates = snapshot.fates();
        Check.same(fates.received(), received, () -> "frames received");
        Check.same(fates.relayed() + fates.consumed() + fates.dropped(), received, () -> "in = out + drops: " + fates);
        Check.same(snapshot.drops()[DropReason.INTERNAL_ERROR.ordinal()], 0L, () -> "mistakes of the bridge's own");
        Check.that(snapshot.learnedAddresses() <= 64, () -> "learned: " + snapshot.learnedAddresses());
        long in = 0;
        for (int number = 1; number <= PORTS; number++) {
            ports[number].check(bridge);
            PortStatistics statistics = bridge.snapshot(ports[number].seat()).statistics();
            in += statistics.rxFrames();
        }
        Check.same(in, received, () -> "frames received by the ports");
        if (hasTree) {
            int root = tree.tree().rootPort();
            Check.that(root == 0 || !ports[root].isGuest(), () -> "a guest is the root: port " + root);
        }
    }

    /** One fate for each frame that came in. */
    private static final class Watch implements FrameObserver {
        private int fates;

        @Override
        public void received(BridgePort in, Frame frame, long nowNanos) {
            fates = 0;
        }

        @Override
        public void dropped(BridgePort port, Frame frame, DropReason reason, long nowNanos) {
            if (reason.stage() != DropReason.Stage.EGRESS) {
                fate(frame);
            }
        }

        @Override
        public void consumed(BridgePort in, Frame frame) {
            fate(frame);
        }

        @Override
        public void relayed(BridgePort in, Frame frame) {
            fate(frame);
        }

        private void fate(Frame frame) {
            int number = ++fates;
            Check.that(number == 1, () -> "fate " + number + " of one frame of " + frame.length());
        }
    }
}
