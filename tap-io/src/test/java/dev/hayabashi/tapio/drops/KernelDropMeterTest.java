package dev.hayabashi.tapio.drops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.bridgecore.KernelDrops;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class KernelDropMeterTest {
    private static final KernelLook NOTHING = (namespaceId, ifindex) -> Optional.empty();

    private final KernelDropMeter meter = new KernelDropMeter();
    private final List<KernelDrops> told = new ArrayList<>();

    KernelDropMeterTest() {
        meter.listener(told::add);
    }

    /** A counter that the test moves. */
    private static final class Counter implements DropSource {
        private final boolean toPort;
        private final long before;
        private OptionalLong now;

        Counter(boolean toPort, long before) {
            this.toPort = toPort;
            this.before = before;
            this.now = OptionalLong.of(before);
        }

        @Override
        public boolean toPort() {
            return toPort;
        }

        @Override
        public long before() {
            return before;
        }

        @Override
        public OptionalLong count(KernelLook look) {
            return now;
        }
    }

    private KernelDrops look() {
        meter.look(NOTHING);
        return meter.drops();
    }

    @Test
    void whatACounterHadCountedBeforeIsNotThePorts() {
        Counter from = new Counter(false, 1000);
        Counter to = new Counter(true, 7);
        meter.sources(List.of(from, to));
        assertThat(look()).isEqualTo(KernelDrops.NONE);
        assertThat(told).isEmpty();
        from.now = OptionalLong.of(1003);
        to.now = OptionalLong.of(9);
        assertThat(look()).isEqualTo(new KernelDrops(3, 2));
        assertThat(look()).isEqualTo(new KernelDrops(3, 2));
        assertThat(told).containsExactly(new KernelDrops(3, 2));
    }

    @Test
    void aCounterThatCannotBeReadKeepsItsLastCount() {
        Counter from = new Counter(false, 0);
        meter.sources(List.of(from));
        from.now = OptionalLong.of(5);
        look();
        from.now = OptionalLong.empty();
        assertThat(look()).isEqualTo(new KernelDrops(5, 0));
        from.now = OptionalLong.of(6);
        assertThat(look()).isEqualTo(new KernelDrops(6, 0));
    }

    @Test
    void aNetdevThatComesBackBeginsAnewAndTheSumStays() {
        Counter first = new Counter(false, 0);
        meter.sources(List.of(first));
        first.now = OptionalLong.of(10);
        look();
        // Its last word, which it has when it has gone.
        first.now = OptionalLong.of(12);
        meter.sources(List.of());
        assertThat(look()).isEqualTo(new KernelDrops(12, 0));
        Counter second = new Counter(false, 100);
        meter.sources(List.of(second));
        second.now = OptionalLong.of(101);
        assertThat(look()).isEqualTo(new KernelDrops(13, 0));
        assertThat(look()).isEqualTo(new KernelDrops(13, 0));
    }

    @Test
    void anotherProcessGoesOnWhereThisOneStopped() {
        Counter counter = new Counter(true, 50);
        meter.sources(List.of(counter));
        counter.now = OptionalLong.of(60);
        look();
        meter.pause();
        counter.now = OptionalLong.of(64);
        assertThat(look()).as("it is the other's to look").isEqualTo(new KernelDrops(0, 10));

        KernelDropMeter other = new KernelDropMeter();
        other.sources(List.of(counter));
        other.takeOver(meter.keep());
        assertThat(other.drops()).isEqualTo(new KernelDrops(0, 10));
        other.look(NOTHING);
        assertThat(other.drops()).isEqualTo(new KernelDrops(0, 14));
    }

    @Test
    void countingBeginsWithTheFirstLookWhereNothingIsKnown() {
        Counter counter = new Counter(false, DropSource.UNKNOWN);
        meter.sources(List.of(counter));
        counter.now = OptionalLong.of(1_000_000);
        assertThat(look()).isEqualTo(KernelDrops.NONE);
        counter.now = OptionalLong.of(1_000_001);
        assertThat(look()).isEqualTo(new KernelDrops(1, 0));
    }
}
