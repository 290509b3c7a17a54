package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random joins, leaves, data, ticks and broken messages, against maps of what RFC 2236 and RFC 4541 ask for. */
class MulticastModelTest {
    private static final int PORTS = 6;
    private static final int GROUPS = 12;
    private static final long MEMBERSHIP = 260 * Segment.SECOND;
    private static final long LAST_MEMBER = 2 * Segment.SECOND;

    private final Segment segment = Segment.of(PORTS);
    // By group, the ports and when they are none any more.
    private final Map<Integer, Map<Integer, Long>> model = new TreeMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void membersAreThoseOfTheModel(long seed) {
        Random random = new Random(seed);
        segment.bridge.multicastSnooping(MulticastSettings.DEFAULT);
        segment.learnStations();
        tick(11);
        for (int step = 0; step < 10_000; step++) {
            int port = 1 + random.nextInt(PORTS);
            int index = random.nextInt(GROUPS);
            int group = GroupMessages.GROUP + index;
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    segment.receive(port, random.nextBoolean() ? joinV2(port, group) : joinV3(port, group));
                    model.computeIfAbsent(group, any -> new TreeMap<>()).put(port, segment.now + MEMBERSHIP);
                }
                case 2 -> {
                    segment.receive(port, random.nextBoolean() ? leaveV2(port, group) : leaveV3(port, group));
                    Map<Integer, Long> members = model.getOrDefault(group, new TreeMap<>());
                    members.computeIfPresent(port, (any, until) -> Math.min(until, segment.now + LAST_MEMBER));
                }
                case 3 -> tick(random.nextInt(100) == 0 ? 300 : 1);
                case 4 -> segment.receive(port, broken(random, port, group));
                default -> check(seed, step, port, group);
            }
        }
        BridgeSnapshot.Fates fates = segment.fates();
        assertThat(fates.relayed() + fates.consumed() + fates.dropped()).isEqualTo(fates.received());
    }

    private static Frame joinV2(int port, int group) {
        return GroupMessages.joinV2(port, group);
    }

    private static Frame joinV3(int port, int group) {
        return GroupMessages.reportV3(port, 1, GroupMessages.recordV3(4, group));
    }

    private static Frame leaveV2(int port, int group) {
        return GroupMessages.leaveV2(port, group);
    }

    private static Frame leaveV3(int port, int group) {
        return GroupMessages.reportV3(port, 1, GroupMessages.recordV3(3, group));
    }

    /** A message with one octet of the IGMP part changed: its checksum is wrong then. */
    private static Frame broken(Random random, int port, int group) {
        Frame frame = random.nextBoolean() ? joinV2(port, group) : leaveV2(port, group);
        int at = Frame.VNET_HEADER_BYTES + 14 + 24 + random.nextInt(8);
        frame.memory().put(at, (byte) (frame.memory().get(at) ^ (1 << random.nextInt(8))));
        return frame;
    }

    private void tick(int seconds) {
        for (int i = 0; i < seconds; i++) {
            segment.now += Segment.SECOND;
            segment.bridge.tick(segment.now);
        }
        model.values().forEach(members -> members.values().removeIf(until -> until <= segment.now));
    }

    private void check(long seed, int step, int in, int group) {
        segment.clear();
        segment.receive(in, GroupMessages.data(in, group));
        List<Integer> left = new ArrayList<>();
        for (int port = 1; port <= PORTS; port++) {
            if (!segment.io(port).sent.isEmpty()) {
                left.add(port);
            }
        }
        TreeSet<Integer> expected =
                new TreeSet<>(model.getOrDefault(group, Map.of()).keySet());
        expected.remove(in);
        assertThat(left)
                .as("seed %d, step %d, group %x from p%d", seed, step, group, in)
                .isEqualTo(List.copyOf(expected));
    }

    /** Whatever hosts write as messages, nothing is thrown, the limits hold, and each frame has a fate. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void spoiltMessagesHarmNothing(long seed) {
        Random random = new Random(seed);
        segment.bridge.multicastSnooping(
                new MulticastSettings(true, 125 * Segment.SECOND, 10 * Segment.SECOND, true, 40, 8));
        for (int i = 0; i < 20_000; i++) {
            int port = 1 + random.nextInt(PORTS);
            Frame frame = message(random, port);
            int bytes = frame.totalBytes();
            for (int spoils = random.nextInt(4); spoils > 0; spoils--) {
                int at = Frame.VNET_HEADER_BYTES + 12 + random.nextInt(bytes - Frame.VNET_HEADER_BYTES - 12);
                frame.memory().put(at, (byte) random.nextInt());
            }
            // A checksum that is still to be made is not looked at, which lets spoilt messages further in.
            frame.memory().put(0, (byte) random.nextInt(2));
            if (random.nextInt(4) == 0) {
                frame.received(Frame.VNET_HEADER_BYTES + 14 + random.nextInt(bytes - Frame.VNET_HEADER_BYTES - 13));
            }
            segment.receive(port, frame);
            if (i % 50 == 0) {
                tick(1);
                segment.clear();
            }
        }
        assertThat(segment.bridge.multicast(segment.now).groups()).hasSizeLessThanOrEqualTo(40);
        BridgeSnapshot.Fates fates = segment.fates();
        assertThat(fates.relayed() + fates.consumed() + fates.dropped()).isEqualTo(fates.received());
        assertThat(fates.received()).isEqualTo(20_000);
    }

    static Frame message(Random random, int port) {
        int group = GroupMessages.GROUP + random.nextInt(100);
        String groupV6 = "ff15%028x".formatted(random.nextInt(100));
        return switch (random.nextInt(8)) {
            case 0 -> joinV2(port, group);
            case 1 -> joinV3(port, group);
            case 2 -> leaveV2(port, group);
            case 3 -> GroupMessages.queryV3(port, random.nextInt(), random.nextBoolean() ? 0 : group, "027d0000");
            case 4 -> GroupMessages.joinMld1(port, groupV6);
            case 5 ->
                GroupMessages.reportMld2(port, 1, GroupMessages.recordMld2(1 + random.nextInt(6), groupV6, groupV6));
            case 6 -> GroupMessages.pimHello(port);
            default -> GroupMessages.queryMld1(port, GroupMessages.address(port));
        };
    }
}
