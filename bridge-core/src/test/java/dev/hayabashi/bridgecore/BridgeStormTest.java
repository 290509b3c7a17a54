package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.stp.PortState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A random storm of frames and port events over a bridge. After each frame: it had exactly one fate; every copy of it is
 * accounted for; it left by no port that must not have it.
 */
class BridgeStormTest {
    private static final int STEPS = 40_000;
    private static final int MAX_PORTS = 8;
    private static final PortState[] STATES = PortState.values();
    private static final SendResult[] ERRORS = {
        SendResult.LINK_DOWN, SendResult.NO_BUFFERS, SendResult.TOO_BIG, SendResult.GONE, SendResult.FAILED
    };

    /** A port with all that the test knows of it. */
    private static final class End implements PortIo {
        final Random random;
        boolean blocked;
        boolean broken;
        long sent;
        long sentDuringFrame;
        BridgePort port;

        End(Random random, Bridge bridge, PortSettings settings) {
            this.random = random;
            this.port = bridge.addPort(settings, this, 0);
        }

        @Override
        public SendResult send(Frame frame) {
            if (blocked) {
                return SendResult.WOULD_BLOCK;
            }
            if (broken) {
                return ERRORS[random.nextInt(ERRORS.length)];
            }
            sent++;
            sentDuringFrame++;
            return SendResult.SENT;
        }

        long egressDrops() {
            long total = 0;
            for (Map.Entry<DropReason, Long> drop :
                    port.counters.snapshot().dropsByReason().entrySet()) {
                total += drop.getKey().stage() == DropReason.Stage.EGRESS ? drop.getValue() : 0;
            }
            return total;
        }

        long otherDrops() {
            return port.counters.snapshot().dropsTotal() - egressDrops();
        }
    }

    private final Map<Integer, End> ends = new HashMap<>();
    private final List<End> removed = new ArrayList<>();
    private long bpdus;
    private long now;

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void everyFrameHasOneFate(long seed) {
        Random random = new Random(seed);
        Bridge bridge = new Bridge(
                new BridgeSettings("haya0", Segment.BRIDGE_ADDRESS, 20 * Segment.SECOND, 24, seed, false),
                BridgeListener.NONE,
                DirectMemory.Allocator.withoutAddress());
        bridge.spanningTree((port, frame, nowNanos) -> bpdus++, false);
        Frame frame = Frames.empty();
        long received = 0;
        for (int step = 0; step < STEPS; step++) {
            String context = "seed " + seed + " step " + step;
            now += random.nextInt(20_000_000);
            if (ends.size() < 2 || random.nextInt(20) == 0) {
                event(bridge, random);
                continue;
            }
            End in = any(random);
            randomFrame(frame, random);
            ends.values().forEach(end -> end.sentDuringFrame = 0);
            bridge.receive(in.port, frame, now);
            received++;
            checkCopies(in, context);
            if (step % 16 == 0) {
                checkFates(bridge, received, context);
            }
        }
        checkFates(bridge, received, "seed " + seed);
        assertThat(bridge.snapshot(false, now).fates().relayed()).isGreaterThan(STEPS / 20);
        assertThat(bpdus).isPositive();
        assertThat(removed).isNotEmpty();
    }

    private void checkCopies(End in, String context) {
        assertThat(in.sentDuringFrame)
                .as("%s: back out of the ingress port", context)
                .isZero();
        for (End end : ends.values()) {
            assertThat(end.sentDuringFrame).as(context).isLessThanOrEqualTo(1);
            if (end.sentDuringFrame == 1) {
                assertThat(end.port.state()).as(context).isEqualTo(PortState.FORWARDING);
                assertThat(in.port.state()).as(context).isEqualTo(PortState.FORWARDING);
                assertThat(in.port.settings().isolated() && end.port.settings().isolated())
                        .as(context)
                        .isFalse();
            }
        }
    }

    private void checkFates(Bridge bridge, long received, String context) {
        BridgeSnapshot snapshot = bridge.snapshot(false, now);
        BridgeSnapshot.Fates fates = snapshot.fates();
        assertThat(fates.received()).as(context).isEqualTo(received);
        assertThat(fates.relayed() + fates.consumed() + fates.dropped())
                .as(context)
                .isEqualTo(received);
        assertThat(fates.consumed()).as(context).isEqualTo(bpdus);
        long drops = 0;
        long copiesDropped = 0;
        long copiesSent = 0;
        long rxFrames = 0;
        List<End> all = new ArrayList<>(removed);
        all.addAll(ends.values());
        for (End end : all) {
            drops += end.otherDrops();
            copiesDropped += end.egressDrops();
            copiesSent += end.sent;
            rxFrames += end.port.counters.rxFrames;
            assertThat(end.port.counters.txFrames).as(context).isEqualTo(end.sent);
        }
        assertThat(drops).as(context).isEqualTo(fates.dropped());
        BridgeSnapshot.Copies copies = snapshot.copies();
        assertThat(copies.sent()).as(context).isEqualTo(copiesSent);
        assertThat(copies.dropped()).as(context).isEqualTo(copiesDropped);
        assertThat(copies.made())
                .as("%s: each copy is sent, dropped or waits", context)
                .isEqualTo(copies.sent() + copies.dropped() + copies.queued());
        assertThat(rxFrames).as(context).isEqualTo(received);
        assertThat(bridge.macTable().learnedCount()).as(context).isBetween(0, 24);
    }

    private End any(Random random) {
        List<End> present = List.copyOf(ends.values());
        return present.get(random.nextInt(present.size()));
    }

    private void event(Bridge bridge, Random random) {
        int number = 1 + random.nextInt(MAX_PORTS);
        End end = ends.get(number);
        if (end == null) {
            End fresh = new End(random, bridge, randomSettings(number, random));
            ends.put(number, fresh);
            bridge.setState(fresh.port, PortState.FORWARDING);
            return;
        }
        switch (random.nextInt(10)) {
            case 0 -> {
                bridge.removePort(end.port);
                removed.add(end);
                ends.remove(number);
            }
            case 1 -> bridge.setState(end.port, STATES[random.nextInt(STATES.length)]);
            case 2, 3 -> bridge.setState(end.port, PortState.FORWARDING);
            case 4 -> bridge.linkChanged(end.port, random.nextBoolean());
            case 5 -> bridge.changePort(end.port, randomSettings(number, random), now);
            case 6 -> end.blocked = true;
            case 7 -> end.broken = random.nextBoolean();
            case 8 -> {
                end.blocked = false;
                assertThat(bridge.writable(end.port)).isTrue();
            }
            default -> {
                bridge.tick(now);
                bridge.sendControl(end.port, Frames.of(MacAddress.BRIDGE_GROUP, Segment.portAddress(number)));
            }
        }
    }

    private static PortSettings randomSettings(int number, Random random) {
        return PortSettingsBuilder.port(number)
                .mtu(random.nextInt(4) == 0 ? 576 : 1500)
                .isolated(random.nextInt(4) == 0)
                .learning(random.nextInt(8) != 0)
                .sticky(random.nextInt(8) == 0)
                .locked(random.nextInt(16) == 0)
                .flood(random.nextInt(8) != 0, random.nextInt(8) != 0, random.nextInt(8) != 0)
                .macLimit(random.nextInt(4) == 0 ? 3 : 0)
                .queueFrames(5)
                .statics(random.nextBoolean() ? new Long[] {Segment.station(number)} : new Long[0])
                .build();
    }

    private static void randomFrame(Frame frame, Random random) {
        long destination = switch (random.nextInt(8)) {
            case 0 -> MacAddress.BROADCAST;
            case 1 -> 0x0100_5e00_0000L + random.nextInt(4);
            case 2 -> MacAddress.BRIDGE_GROUP + random.nextInt(20);
            case 3 -> Segment.portAddress(1 + random.nextInt(MAX_PORTS));
            default -> Segment.station(random.nextInt(40));
        };
        long source = switch (random.nextInt(40)) {
            case 0 -> 0;
            case 1 -> MacAddress.BROADCAST;
            case 2 -> Segment.portAddress(1 + random.nextInt(MAX_PORTS));
            default -> Segment.station(random.nextInt(40));
        };
        int length = random.nextInt(30) == 0 ? random.nextInt(60) - 12 : 60 + random.nextInt(1480);
        Frames.fill(frame, destination, source, length, 0);
    }
}
