package dev.hayabashi.stp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arbitrary sequences of links, BPDUs, ticks and management, seeded; whatever happens, some things never do. */
class RandomSequenceTest {
    private static final int SEEDS = 100;
    private static final int STEPS = 400;

    @ParameterizedTest
    @ValueSource(longs = {1, 1_000_003, 77_000_000_001L})
    void nothingForbiddenEverHappens(long base) {
        for (int i = 0; i < SEEDS; i++) {
            long seed = base + i;
            Chaos chaos = new Chaos(seed);
            try {
                chaos.run(STEPS);
            } catch (Throwable t) {
                throw new AssertionError("seed " + seed + " step " + chaos.step, t);
            }
        }
    }

    @Test
    void equalInputsGiveEqualLogs() {
        for (long seed = 1; seed <= 40; seed++) {
            Chaos first = new Chaos(seed);
            first.run(STEPS);
            Chaos second = new Chaos(seed);
            second.run(STEPS);
            assertThat(second.log).as("seed %d", seed).isEqualTo(first.log);
            assertThat(first.log).isNotEmpty();
        }
    }

    @Test
    void aTreeThatIsResumedDoesWhatTheOtherWouldHaveDone() {
        for (long seed = 1; seed <= 100; seed++) {
            Chaos first = new Chaos(seed);
            first.run(STEPS);
            Chaos second = new Chaos(seed);
            second.resumeEvery = 1 + (int) seed % 7;
            second.run(STEPS);
            assertThat(second.log).as("seed %d", seed).isEqualTo(first.log);
            assertThat(second.tree.state()).as("seed %d", seed).isEqualTo(first.tree.state());
            for (int port : first.tree.portNumbers()) {
                assertThat(second.tree.portStatus(port, second.now)).isEqualTo(first.tree.portStatus(port, first.now));
            }
        }
    }

    @Test
    void aStateOfOtherPortsIsRefused() {
        Chaos chaos = new Chaos(1);
        chaos.toggle(1, false);
        Map<String, Object> state = chaos.tree.state();
        assertThatThrownBy(() -> SpanningTree.resume(chaos.tree.parameters(), state, List.of(), chaos, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ports [1]");
        state.put("nextTick", "soon");
        assertThatThrownBy(() -> SpanningTree.resume(chaos.tree.parameters(), state, List.of(), chaos, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'nextTick': soon");
    }

    /** One engine, poked at random. */
    private static final class Chaos implements StpHost {
        private static final int MAX_PORT = 8;

        final Random random;
        final List<String> log = new ArrayList<>();
        final Map<Integer, PortState> gates = new HashMap<>();
        final Map<Integer, Boolean> up = new HashMap<>();
        /** Times of BPDUs per port since the hold count last started afresh. */
        final Map<Integer, Deque<Integer>> sent = new HashMap<>();

        final Deque<byte[]> heard = new ArrayDeque<>();
        SpanningTree tree;
        int resumeEvery = Integer.MAX_VALUE;
        long now;
        int step;
        int ticks;

        Chaos(long seed) {
            random = new Random(seed);
            tree = new SpanningTree(
                    BridgeParameters.of(0x10)
                            .withForceVersion(random.nextInt(4) == 0 ? ForceVersion.STP : ForceVersion.RSTP)
                            .withErrDisableRecoverySeconds(random.nextBoolean() ? 30 : 0),
                    this,
                    now);
        }

        void run(int steps) {
            for (step = 0; step < steps; step++) {
                poke();
                check();
                if (step % resumeEvery == resumeEvery - 1) {
                    resume();
                }
            }
        }

        private void resume() {
            List<SpanningTree.ResumedPort> ports = new ArrayList<>();
            for (int port : tree.portNumbers()) {
                ports.add(new SpanningTree.ResumedPort(
                        port,
                        tree.portParameters(port),
                        tree.portStatus(port, now).macAddress()));
            }
            tree = SpanningTree.resume(tree.parameters(), tree.state(), ports, this, now);
        }

        private void poke() {
            int port = 1 + random.nextInt(MAX_PORT);
            boolean exists = up.containsKey(port);
            switch (random.nextInt(24)) {
                case 0 -> toggle(port, exists);
                case 1 -> {
                    if (exists) {
                        link(port, random.nextBoolean());
                    }
                }
                case 2 -> manageBridge();
                case 3, 4 -> {
                    if (exists) {
                        managePort(port);
                    }
                }
                case 5, 6, 7, 8, 9, 10 -> tick();
                default -> hear(port);
            }
        }

        private void toggle(int port, boolean exists) {
            if (!exists) {
                tree.addPort(port, PortParameters.DEFAULT, 0x20 + port, now);
                up.put(port, false);
                link(port, true);
            } else if (random.nextInt(4) == 0) {
                tree.removePort(port, now);
                up.remove(port);
                assertThat(gates.get(port)).isIn(null, PortState.DISABLED);
                gates.remove(port);
                sent.remove(port);
            }
        }

        private void link(int port, boolean isUp) {
            if (isUp) {
                tree.linkUp(port, random.nextInt(3) * 1_000_000L, random.nextInt(5) != 0, now);
            } else {
                tree.linkDown(port, now);
                sent.remove(port);
            }
            up.put(port, isUp);
        }

        private void tick() {
            now += random.nextInt(20) == 0 ? 7 * Lab.SECOND : Lab.SECOND;
            tree.tick(now);
            ticks++;
        }

        private void manageBridge() {
            BridgeParameters p = tree.parameters();
            switch (random.nextInt(7)) {
                case 0 -> tree.configure(p.withPriority(4096 * random.nextInt(16)), now);
                case 1 ->
                    tree.configure(
                            p.withTimes(random.nextBoolean() ? new BridgeTimes(2, 6, 4) : new BridgeTimes(1, 20, 15)),
                            now);
                case 2 -> {
                    tree.configure(p.withTxHoldCount(1 + random.nextInt(10)), now);
                    sent.clear();
                }
                case 3 -> {
                    tree.configure(p.withForceVersion(any(ForceVersion.class)), now);
                    sent.clear();
                }
                case 4 -> tree.configure(p.withAddress(0x10 + random.nextInt(3)), now);
                case 5 -> tree.configure(p.withPathCostMethod(any(PathCostMethod.class)), now);
                default -> {
                    tree.restart(now);
                    sent.clear();
                }
            }
        }

        private void managePort(int port) {
            PortParameters p = tree.portParameters(port);
            try {
                switch (random.nextInt(15)) {
                    case 0 -> p = p.withPriority(16 * random.nextInt(16));
                    case 1 -> p = p.withPathCost(random.nextInt(200_000_001));
                    case 2, 3 -> p = p.withEdge(any(EdgeMode.class));
                    case 4 -> p = p.withPointToPoint(any(PointToPoint.class));
                    case 5 -> p = p.withBpduGuard(random.nextInt(3) == 0);
                    case 6 -> p = p.withBpduFilter(random.nextInt(3) == 0);
                    case 7 -> p = p.withRootGuard(random.nextBoolean());
                    case 8 -> p = p.withTcnGuard(random.nextBoolean());
                    case 9 -> p = p.withLoopGuard(random.nextBoolean());
                    case 10 -> p = p.withNetworkPort(random.nextBoolean());
                    case 11 -> p = p.withAdminUp(random.nextInt(3) != 0);
                    case 12 -> tree.mcheck(port, now);
                    default -> {
                        if (tree.clearErrDisable(port, now)) {
                            sent.remove(port);
                        }
                    }
                }
            } catch (StpParameterException e) {
                assertThat(e.hint()).isNotBlank();
                return;
            }
            if (p.adminUp() != tree.portParameters(port).adminUp()) {
                sent.remove(port);
            }
            tree.configurePort(port, p, now);
        }

        private <E> E any(Class<E> type) {
            List<E> all = List.of(type.getEnumConstants());
            return all.get(random.nextInt(all.size()));
        }

        private void hear(int port) {
            byte[] frame = frame();
            int offset = random.nextInt(3);
            ByteBuffer buffer = ByteBuffer.allocate(offset + frame.length);
            buffer.put(offset, frame);
            tree.received(port, buffer, offset, frame.length, now);
        }

        private byte[] frame() {
            int kind = random.nextInt(10);
            byte[] frame;
            if (kind == 0) {
                frame = Frame.tcn().build();
            } else if (kind == 1 && !heard.isEmpty()) {
                frame = heard.peekLast().clone();
            } else {
                Frame f = (kind < 5 ? Frame.config().flags(random.nextInt(256)) : Frame.rst(random.nextInt(256)))
                        .root(id())
                        .cost(random.nextInt(4) * 20_000L)
                        .bridge(id())
                        .port(0x8000 + random.nextInt(4))
                        .source(0x40 + random.nextInt(3))
                        .messageAge(256 * random.nextInt(8))
                        .maxAge(256 * (random.nextInt(10) == 0 ? random.nextInt(256) : 20))
                        .hello(256 * (random.nextInt(10) == 0 ? random.nextInt(256) : 2))
                        .forwardDelay(256 * (random.nextInt(10) == 0 ? random.nextInt(256) : 15));
                frame = f.build();
            }
            for (int flips = random.nextInt(8) == 0 ? 1 + random.nextInt(4) : 0; flips > 0; flips--) {
                frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
            }
            return random.nextInt(15) == 0 ? Arrays.copyOf(frame, random.nextInt(frame.length)) : frame;
        }

        private long id() {
            return (long) random.nextInt(3) << 60 | 0x0F + random.nextInt(5);
        }

        private void check() {
            assertThat(tree.atRest()).as("machines at rest").isTrue();
            int designatedOrRoot = 0;
            for (int port : tree.portNumbers()) {
                PortState state = tree.state(port);
                assertThat(gates.getOrDefault(port, PortState.DISABLED)).isEqualTo(state);
                PortStatus status = tree.portStatus(port, now);
                boolean enabled = Boolean.TRUE.equals(up.get(port))
                        && status.parameters().adminUp()
                        && status.errDisable() == null;
                assertThat(state == PortState.DISABLED)
                        .as("port %d disabled", port)
                        .isEqualTo(!enabled);
                assertThat(tree.role(port) == PortRole.DISABLED).isEqualTo(!enabled);
                if (tree.role(port) == PortRole.ALTERNATE || tree.role(port) == PortRole.BACKUP) {
                    assertThat(state).isEqualTo(PortState.DISCARDING);
                }
                if (status.inconsistencies().stream().anyMatch(Inconsistency::closes)
                        && tree.role(port) == PortRole.DESIGNATED) {
                    assertThat(state.learns()).isFalse();
                }
                assertThat(status.variables().flags())
                        .containsEntry("learning", state.learns())
                        .containsEntry("forwarding", state.relays());
                designatedOrRoot += tree.role(port) == PortRole.ROOT ? 1 : 0;
                checkHoldCount(port);
            }
            assertThat(designatedOrRoot).as("root ports").isEqualTo(tree.rootPort() == 0 ? 0 : 1);
        }

        /** Any window of n ticks holds at most TxHoldCount + n BPDUs. */
        private void checkHoldCount(int port) {
            List<Integer> times = List.copyOf(sent.getOrDefault(port, new ArrayDeque<>()));
            int hold = tree.parameters().txHoldCount();
            for (int i = 0; i < times.size(); i++) {
                int inWindow = times.size() - i;
                int window = ticks - times.get(i);
                assertThat(inWindow).as("BPDUs on port %d", port).isLessThanOrEqualTo(hold + window);
            }
        }

        @Override
        public void transmit(int portNumber, byte[] frame, int length) {
            assertThat(gates.get(portNumber)).as("gate of the sending port").isNotIn(null, PortState.DISABLED);
            assertThat(tree.portParameters(portNumber).bpduFilter()).isFalse();
            assertThat(length).isEqualTo(60);
            BpduReader reader = new BpduReader();
            assertThat(reader.envelope(ByteBuffer.wrap(frame), 0, length)).isEqualTo(BpduDisposition.ACCEPTED);
            assertThat(reader.body()).isIn(BpduDisposition.ACCEPTED, BpduDisposition.MAX_AGE);
            Deque<Integer> times = sent.computeIfAbsent(portNumber, p -> new ArrayDeque<>());
            times.add(ticks);
            if (times.size() > 40) {
                times.removeFirst();
            }
            heard.add(frame.clone());
            if (heard.size() > 5) {
                heard.remove();
            }
            log.add("tx " + portNumber + " " + Arrays.hashCode(frame));
        }

        @Override
        public void setPortState(int portNumber, PortState state) {
            assertThat(gates.put(portNumber, state))
                    .as("a gate that does not move")
                    .isNotEqualTo(state);
            log.add("gate " + portNumber + " " + state);
        }

        @Override
        public void flush(int portNumber, FlushCause cause) {
            log.add("flush " + portNumber + " " + cause);
        }

        @Override
        public void event(StpEvent event) {
            log.add(event.atNanos() + " " + event.name() + " " + event.text());
        }
    }
}
