package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.stp.PortState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which pairs get a shortcut, what ends it, and what is counted; the kernel is a list. */
class ShortcutsTest {
    private final Segment segment = Segment.of(0);
    private final Kernel kernel = new Kernel();
    private Shortcuts shortcuts;

    /** Has in place what it is asked for when the test says so. */
    private static final class Kernel implements ShortcutKernel {
        final List<Shortcut> asked = new ArrayList<>();
        final List<Shortcut> ended = new ArrayList<>();
        boolean joins = true;
        int counts;

        @Override
        public boolean joins(BridgePort in, BridgePort out) {
            return joins;
        }

        @Override
        public void open(Shortcut shortcut) {
            asked.add(shortcut);
        }

        @Override
        public void close(Shortcut shortcut) {
            ended.add(shortcut);
        }

        @Override
        public void count() {
            counts++;
        }
    }

    @BeforeEach
    @SuppressWarnings("NullAway.Init")
    void ports() {
        shortcuts = segment.bridge.shortcuts(kernel);
        for (int number = 1; number <= 4; number++) {
            segment.add(Segment.defaults(number));
        }
        segment.learnStations();
    }

    private void send(int from, int to, int frames) {
        for (int i = 0; i < frames; i++) {
            segment.receive(from, Segment.station(to), Segment.station(from));
        }
    }

    private void second() {
        segment.now += Segment.SECOND;
        segment.bridge.tick(segment.now);
    }

    private Shortcut open(int from, int to) {
        int before = kernel.asked.size();
        send(from, to, ShortcutSampler.EVERY * Shortcuts.BUSY_SAMPLES);
        second();
        assertThat(kernel.asked).hasSize(before + 1);
        Shortcut shortcut = kernel.asked.get(before);
        shortcuts.opened(shortcut);
        return shortcut;
    }

    @Test
    void aBusyPairGetsOneAndEachWayIsItsOwn() {
        Shortcut there = open(1, 2);
        assertThat(there.in()).isSameAs(segment.port(1));
        assertThat(there.out()).isSameAs(segment.port(2));
        assertThat(there.source()).isEqualTo(Segment.station(1));
        assertThat(there.destination()).isEqualTo(Segment.station(2));
        assertThat(kernel.asked).hasSize(1);
        Shortcut back = open(2, 1);
        assertThat(back.slot()).isZero();
        assertThat(open(1, 3).slot()).isOne();
        assertThat(shortcuts.snapshot(segment.now)).hasSize(3);
        assertThat(kernel.ended).isEmpty();
    }

    @Test
    void aPairThatIsNotBusyGetsNone() {
        send(1, 2, ShortcutSampler.EVERY * (Shortcuts.BUSY_SAMPLES - 1));
        second();
        send(1, 2, ShortcutSampler.EVERY * (Shortcuts.BUSY_SAMPLES - 1));
        second();
        assertThat(kernel.asked).isEmpty();
    }

    @Test
    void aPairThatHasOneGetsNoSecond() {
        open(1, 2);
        send(1, 2, ShortcutSampler.EVERY * Shortcuts.BUSY_SAMPLES);
        second();
        assertThat(kernel.asked).hasSize(1);
    }

    /** What makes that a frame may be refused, seen, or go elsewhere. */
    private enum Trouble {
        GATE_SHUT_IN(s -> s.bridge.setState(s.port(1), PortState.DISCARDING)),
        GATE_SHUT_OUT(s -> s.bridge.setState(s.port(2), PortState.DISABLED)),
        LINK_DOWN_IN(s -> s.bridge.linkChanged(s.port(1), false)),
        LINK_DOWN_OUT(s -> s.bridge.linkChanged(s.port(2), false)),
        LOCKED(s -> s.change(1, port -> port.locked(true))),
        ISOLATED(s -> {
            s.change(1, port -> port.isolated(true));
            s.change(2, port -> port.isolated(true));
        }),
        RATE_LIMIT_IN(s -> s.protect(1, limits(RateLimit.perSecond(1_000_000, 0), RateLimit.NONE, false))),
        RATE_LIMIT_OUT(s -> s.protect(2, limits(RateLimit.NONE, RateLimit.perSecond(1_000_000, 0), false))),
        SOURCE_GUARD(s -> s.protect(1, limits(RateLimit.NONE, RateLimit.NONE, true))),
        OBSERVER(s -> s.bridge.observer(new FrameObserver() {})),
        VLANS(s -> s.bridge.vlanFiltering(true, 1)),
        SOURCE_MOVED(s -> s.receive(3, MacAddress.BROADCAST, Segment.station(1))),
        DESTINATION_MOVED(s -> s.receive(3, MacAddress.BROADCAST, Segment.station(2))),
        FLUSHED_IN(s -> s.bridge.macTable().flushPort(1)),
        FLUSHED_OUT(s -> s.bridge.macTable().flushPort(2)),
        FLUSHED_ALL(s -> s.bridge.macTable().flushAll()),
        FORGOTTEN(s -> s.bridge.macTable().remove(Segment.station(2))),
        PINNED_ELSEWHERE(s -> s.bridge.macTable().addStatic(Segment.station(1), 4, s.now)),
        PORT_REMOVED(s -> s.bridge.removePort(s.port(2)));

        final Consumer<Segment> begin;

        Trouble(Consumer<Segment> begin) {
            this.begin = begin;
        }

        static PortProtection limits(RateLimit in, RateLimit out, boolean guard) {
            return new PortProtection(
                    new StormLimits(RateLimit.NONE, RateLimit.NONE, RateLimit.NONE),
                    in,
                    out,
                    guard,
                    List.of(),
                    false,
                    false);
        }
    }

    @ParameterizedTest
    @EnumSource
    void troubleEndsIt(Trouble trouble) {
        Shortcut shortcut = open(1, 2);
        Shortcut other = open(3, 4);
        trouble.begin.accept(segment);
        assertThat(kernel.ended).contains(shortcut);
        if (trouble != Trouble.OBSERVER && trouble != Trouble.VLANS && trouble != Trouble.FLUSHED_ALL) {
            assertThat(kernel.ended).doesNotContain(other);
        }
        assertThat(shortcuts.closing()).isEqualTo(kernel.ended.size());
    }

    @ParameterizedTest
    @EnumSource
    void troubleEndsItWhileTheKernelIsAsked(Trouble trouble) {
        send(1, 2, ShortcutSampler.EVERY * Shortcuts.BUSY_SAMPLES);
        second();
        Shortcut shortcut = kernel.asked.get(0);
        trouble.begin.accept(segment);
        assertThat(kernel.ended).containsExactly(shortcut);
        // The answer to the first question comes all the same.
        shortcuts.opened(shortcut);
        assertThat(shortcuts.snapshot(segment.now)).isEmpty();
        shortcuts.closed(shortcut);
        assertThat(shortcuts.closing()).isZero();
        assertThat(kernel.ended).hasSize(1);
    }

    @Test
    void anIsolatedPortMayTalkToOneThatIsNot() {
        segment.change(1, port -> port.isolated(true));
        open(1, 2);
    }

    @Test
    void noneIsAskedForWhereTheRestSaysNo() {
        kernel.joins = false;
        send(1, 2, ShortcutSampler.EVERY * Shortcuts.BUSY_SAMPLES);
        second();
        assertThat(kernel.asked).isEmpty();
        kernel.joins = true;
        Shortcut shortcut = open(1, 2);
        kernel.joins = false;
        shortcuts.check();
        assertThat(kernel.ended).containsExactly(shortcut);
    }

    @Test
    void framesMustNotBeTooLongForTheOtherPort() {
        segment.add(new PortSettingsBuilder(Segment.defaults(5)).mtu(9000).build());
        segment.learnStations();
        send(5, 1, ShortcutSampler.EVERY * Shortcuts.BUSY_SAMPLES);
        second();
        assertThat(kernel.asked).isEmpty();
        open(1, 5);
    }

    @Test
    void countsAreThoseOfTheKernelOnceEach() {
        Shortcut shortcut = open(1, 2);
        BridgeSnapshot before = segment.bridge.snapshot(false, segment.now);
        PortStatistics in = segment.port(1).statistics();
        PortStatistics out = segment.port(2).statistics();
        shortcuts.counted(shortcut, 100, 100 * 46, segment.now);
        shortcuts.counted(shortcut, 100, 100 * 46, segment.now);
        shortcuts.counted(shortcut, 150, 100 * 46 + 50 * 1500, segment.now);
        long bytes = 100 * 60 + 50 * 1514;
        assertThat(segment.port(1).statistics().rxFrames() - in.rxFrames()).isEqualTo(150);
        assertThat(segment.port(1).statistics().rxBytes() - in.rxBytes()).isEqualTo(bytes);
        assertThat(segment.port(2).statistics().txFrames() - out.txFrames()).isEqualTo(150);
        assertThat(segment.port(2).statistics().txBytes() - out.txBytes()).isEqualTo(bytes);
        BridgeSnapshot after = segment.bridge.snapshot(false, segment.now);
        assertThat(after.fates().received() - before.fates().received()).isEqualTo(150);
        assertThat(after.fates().relayed() - before.fates().relayed()).isEqualTo(150);
        assertThat(after.copies().made()).isEqualTo(after.copies().sent());
        assertThat(after.copies().made() - before.copies().made()).isEqualTo(150);
        assertThat(after.shortcuts()).isEqualTo(new BridgeSnapshot.ShortcutTotals(1, 1, 150, bytes));
        assertThat(shortcuts.snapshot(segment.now).get(0).frames()).isEqualTo(150);
    }

    /** The kernel counts no frame for a super-frame: by their bytes there were so many at least. */
    @Test
    void superFramesAreCountedByTheirBytes() {
        Shortcut shortcut = open(1, 2);
        shortcuts.counted(shortcut, 0, 10 * 65_535L, segment.now);
        assertThat(shortcuts.snapshot(segment.now).get(0).frames()).isEqualTo(10);
        shortcuts.counted(shortcut, 0, 10 * 65_535L + 1, segment.now);
        assertThat(shortcuts.snapshot(segment.now).get(0).frames()).isEqualTo(11);
        shortcuts.counted(shortcut, 0, 10 * 65_535L + 2, segment.now);
        assertThat(shortcuts.snapshot(segment.now).get(0)).satisfies(seen -> {
            assertThat(seen.frames()).isEqualTo(11);
            assertThat(seen.bytes()).isEqualTo(10 * 65_535L + 2 + 11 * 14);
        });
    }

    @Test
    void countsOfAPortThatHasGoneStayWithTheBridge() {
        Shortcut shortcut = open(1, 2);
        segment.bridge.removePort(segment.port(2));
        shortcuts.counted(shortcut, 7, 7 * 46, segment.now);
        BridgeSnapshot.Copies copies =
                segment.bridge.snapshot(false, segment.now).copies();
        assertThat(copies.made()).isEqualTo(copies.sent() + copies.dropped() + copies.queued());
    }

    @Test
    void useKeepsTheSourceYoungAndItsAbsenceEndsIt() {
        Shortcut shortcut = open(1, 2);
        for (int second = 1; second <= 400; second++) {
            shortcuts.counted(shortcut, second, second * 46L, segment.now);
            segment.receive(2, MacAddress.BROADCAST, Segment.station(2));
            second();
        }
        assertThat(kernel.ended).isEmpty();
        assertThat(kernel.counts).isGreaterThanOrEqualTo(400);
        // The last tick was a second after the last count already.
        for (int second = 1; second < Shortcuts.IDLE_NANOS / Segment.SECOND; second++) {
            assertThat(kernel.ended).isEmpty();
            second();
        }
        assertThat(kernel.ended).containsExactly(shortcut);
    }

    /** A destination that is never heard ages out, and its frames are flooded, as without a shortcut. */
    @Test
    void aDestinationThatIsSilentAgesOut() {
        Shortcut shortcut = open(1, 2);
        for (int second = 1; second <= 301; second++) {
            shortcuts.counted(shortcut, second, second * 46L, segment.now);
            second();
        }
        assertThat(kernel.ended).containsExactly(shortcut);
    }

    @Test
    void whatTheKernelRefusesIsNotAskedForAgainAtOnce() {
        send(1, 2, ShortcutSampler.EVERY * Shortcuts.BUSY_SAMPLES);
        second();
        shortcuts.refused(kernel.asked.get(0), segment.now);
        for (int second = 0; second < Shortcuts.REFUSED_NANOS / Segment.SECOND - 1; second++) {
            send(1, 2, ShortcutSampler.EVERY * Shortcuts.BUSY_SAMPLES);
            second();
        }
        assertThat(kernel.asked).hasSize(1);
        open(1, 2);
    }

    @Test
    void aPortHasABoundedNumber() {
        for (int i = 0; i < Shortcuts.MAX_PER_PORT + 8; i++) {
            long source = 0x0a_00_00_01_00_00L + i;
            segment.receive(1, MacAddress.BROADCAST, source);
            for (int frame = 0; frame < ShortcutSampler.EVERY * Shortcuts.BUSY_SAMPLES; frame++) {
                segment.receive(1, Segment.station(2), source);
            }
            second();
        }
        assertThat(kernel.asked).hasSize(Shortcuts.MAX_PER_PORT);
        assertThat(kernel.asked.stream().map(Shortcut::slot).distinct()).hasSize(Shortcuts.MAX_PER_PORT);
        // A slot is free again when the kernel has let go of it, and no sooner.
        shortcuts.leave(segment.port(1));
        assertThat(kernel.ended).hasSize(Shortcuts.MAX_PER_PORT);
    }

    @Test
    void suspendedThereAreNone() {
        Shortcut shortcut = open(1, 2);
        shortcuts.suspend();
        assertThat(kernel.ended).containsExactly(shortcut);
        shortcuts.closed(shortcut);
        send(1, 2, ShortcutSampler.EVERY * Shortcuts.BUSY_SAMPLES);
        second();
        assertThat(kernel.asked).hasSize(1);
        shortcuts.resume();
        open(1, 2);
    }

    @Test
    void aPortThatLeavesGetsNoneAnyMore() {
        Shortcut shortcut = open(1, 2);
        shortcuts.leave(segment.port(2));
        assertThat(kernel.ended).containsExactly(shortcut);
        shortcuts.closed(shortcut);
        send(1, 2, ShortcutSampler.EVERY * Shortcuts.BUSY_SAMPLES);
        second();
        assertThat(kernel.asked).hasSize(1);
    }
}
