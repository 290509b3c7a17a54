package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.stp.PortState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The short way against the long one: two bridges get the same frames and the same orders, one takes each frame the short way where
 * that is open. What leaves, and everything that is counted, must be the same.
 */
class RelayPathTest {
    private static final int STEPS = 6_000;
    private static final int PORTS = 4;
    private static final int STATIONS = 12;
    private static final long TENTH = 100_000_000L;

    private static final DirectMemory.Allocator HEAP =
            bytes -> new DirectMemory(java.nio.ByteBuffer.allocateDirect(bytes), 0);

    /** A bridge with its ports; {@code passage} is null where the owner takes every frame. */
    private static final class Side {
        final Bridge bridge;
        final boolean shared;
        final Passage passage = new Passage(Thread::onSpinWait);
        final RecordingIo[] io = new RecordingIo[PORTS + 1];
        final BridgePort[] ports = new BridgePort[PORTS + 1];
        final RelayPath[] paths = new RelayPath[PORTS + 1];
        final List<String> heard = new ArrayList<>();
        int shortWays;

        Side(boolean shared) {
            this.shared = shared;
            bridge = new Bridge(
                    new BridgeSettings("b", 0x02_00_00_00_ff_00L, 300_000_000_000L, 512, 1, false),
                    BridgeListener.NONE,
                    HEAP);
            if (shared) {
                bridge.relays(List.of(passage));
            }
            for (int port = 1; port <= PORTS; port++) {
                io[port] = new RecordingIo();
                add(Segment.defaults(port), 0);
            }
        }

        void add(PortSettings settings, long now) {
            int number = settings.number();
            RecordingIo far = io[number];
            BridgePort port = bridge.addPort(settings, far, now);
            ports[number] = port;
            if (shared) {
                paths[number] = bridge.relayPath(port, 0);
                bridge.relayIo(port, (relay, frame) -> far.send(frame) == SendResult.SENT);
            }
            bridge.linkChanged(port, true);
            bridge.setState(port, PortState.FORWARDING);
        }

        void receive(int port, Frame frame, long now) {
            if (shared) {
                passage.enter();
                boolean done = paths[port].relay(frame, now);
                passage.leave();
                if (done) {
                    shortWays++;
                    return;
                }
            }
            bridge.receive(ports[port], frame, now);
        }

        ServiceHandler handler() {
            return new ServiceHandler() {
                @Override
                public Fate received(BridgePort in, Frame frame, long nowNanos) {
                    if (!concerns(frame)) {
                        return Fate.PASS;
                    }
                    heard.add(in + " " + Frames.label(frame));
                    return Frames.label(frame) % 2 == 0 ? Fate.CONSUMED : Fate.PASS;
                }

                @Override
                public boolean mayConcern(Frame frame) {
                    return concerns(frame);
                }
            };
        }

        private static boolean concerns(Frame frame) {
            return Frames.label(frame) % 5 == 0;
        }
    }

    private final Side plain = new Side(false);
    private final Side shared = new Side(true);
    private final Frame frame = Frames.empty();
    private long now = 1000 * TENTH;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void comesToTheSame(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            if (random.nextInt(20) == 0) {
                long choice = random.nextLong();
                order(plain, new Random(choice));
                order(shared, new Random(choice));
            } else {
                frame(random, step);
            }
            if (step % 100 == 0) {
                compare("seed " + seed + " step " + step);
            }
        }
        compare("seed " + seed);
        assertThat(shared.shortWays).as("frames that went the short way").isGreaterThan(STEPS / 100);
    }

    private void frame(Random random, int label) {
        if (random.nextInt(50) == 0) {
            now += random.nextInt(5) * TENTH;
        }
        int station = random.nextInt(STATIONS);
        int port = random.nextInt(40) == 0 ? 1 + random.nextInt(PORTS) : 1 + station % PORTS;
        long destination = destination(random);
        int length = random.nextInt(30) == 0 ? 10 + random.nextInt(1600) : Frames.MINIMUM_BYTES;
        Frames.fill(frame, destination, address(station), length, label);
        if (random.nextInt(20) == 0) {
            frame.memory().put(1, (byte) 1).putShort(2, Short.reverseBytes((short) 54));
            frame.memory().putShort(4, Short.reverseBytes((short) (random.nextInt(10) == 0 ? 9000 : 1448)));
        }
        byte[] bytes = Frames.bytes(frame);
        plain.receive(port, Frames.ofBytes(bytes), now);
        shared.receive(port, Frames.ofBytes(bytes), now);
    }

    private static long destination(Random random) {
        return switch (random.nextInt(30)) {
            case 0 -> MacAddress.BROADCAST;
            case 1 -> 0x02_00_00_00_ff_00L;
            case 2 -> 0x01_80_c2_00_00_0eL;
            case 3 -> 0x02_00_00_00_77_00L + random.nextInt(9);
            default -> address(random.nextInt(STATIONS));
        };
    }

    private static long address(int station) {
        return 0x02_00_00_00_00_01L + station;
    }

    private void order(Side side, Random random) {
        int number = 1 + random.nextInt(PORTS);
        BridgePort port = side.ports[number];
        side.bridge.time(now);
        switch (random.nextInt(12)) {
            case 0 -> side.bridge.setState(port, PortState.values()[random.nextInt(PortState.values().length)]);
            case 1, 2 -> side.bridge.setState(port, PortState.FORWARDING);
            case 3 -> side.bridge.linkChanged(port, random.nextInt(3) > 0);
            case 4 -> side.bridge.macTable().flushPort(number);
            case 5 -> side.bridge.changePort(port, settings(number, random), now);
            case 6 -> side.bridge.observer(random.nextInt(3) == 0 ? new FrameObserver() {} : null);
            case 7 -> side.bridge.services(random.nextBoolean() ? side.handler() : null);
            case 8 -> side.bridge.vlanFiltering(random.nextInt(4) == 0, 1);
            case 9 -> {
                side.io[number].room = random.nextInt(6) - 1;
                side.io[number].answer =
                        random.nextInt(3) == 0 ? SendResult.values()[random.nextInt(8)] : SendResult.SENT;
            }
            case 10 -> {
                side.io[number].room = -1;
                side.io[number].answer = SendResult.SENT;
                side.bridge.writable(port);
            }
            default -> {
                if (random.nextInt(5) == 0) {
                    side.bridge.removePort(port);
                    side.add(Segment.defaults(number), now);
                } else {
                    side.bridge.changePort(port, Segment.defaults(number), now);
                }
            }
        }
    }

    private static PortSettings settings(int number, Random random) {
        RateLimit narrow = RateLimit.perSecond(20, 0);
        PortProtection[] protections = {
            PortProtection.NONE,
            Protections.storm(narrow),
            Protections.ingress(narrow),
            Protections.egress(narrow),
            Protections.sourceGuard(1)
        };
        return PortSettingsBuilder.port(number)
                .isolated(random.nextBoolean())
                .sticky(random.nextInt(4) == 0)
                .locked(random.nextInt(8) == 0)
                .learning(random.nextInt(8) > 0)
                .protection(protections[random.nextInt(protections.length)])
                .build();
    }

    private void compare(String context) {
        for (int port = 1; port <= PORTS; port++) {
            assertThat(shared.io[port].sent).as(context).isEqualTo(plain.io[port].sent);
            shared.io[port].sent.clear();
            plain.io[port].sent.clear();
        }
        assertThat(shared.heard).as(context).isEqualTo(plain.heard);
        shared.heard.clear();
        plain.heard.clear();
        BridgeSnapshot ours = shared.bridge.snapshot(false, now);
        BridgeSnapshot theirs = plain.bridge.snapshot(false, now);
        assertThat(ours).as(context).usingRecursiveComparison().isEqualTo(theirs);
        assertThat(ours.fates().received())
                .as(context)
                .isEqualTo(ours.fates().relayed()
                        + ours.fates().consumed()
                        + ours.fates().dropped());
    }

    @Test
    void nothingGoesTheShortWayBeforeBothStationsAreKnown() {
        Frames.fill(frame, address(1), address(0), 60, 1);
        shared.receive(1, frame, now);
        Frames.fill(frame, address(0), address(1), 60, 2);
        shared.receive(2, frame, now);
        assertThat(shared.shortWays).isZero();
        Frames.fill(frame, address(1), address(0), 60, 3);
        shared.receive(1, frame, now);
        assertThat(shared.shortWays).isEqualTo(1);
        assertThat(shared.io[2].labels()).containsExactly(1, 3);
    }

    @Test
    void aDescriptorThatIsTakenBackIsNotWrittenTo() {
        nothingGoesTheShortWayBeforeBothStationsAreKnown();
        shared.bridge.relayIo(shared.ports[2], null);
        Frames.fill(frame, address(1), address(0), 60, 4);
        shared.receive(1, frame, now);
        assertThat(shared.shortWays).isEqualTo(1);
        assertThat(shared.io[2].labels()).containsExactly(1, 3, 4);
    }
}
