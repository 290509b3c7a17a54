package dev.hayabashi.tapio.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Records that compare themselves by hand leave no component out. */
class EqualityTest {
    private static final TunInfo TUN = new TunInfo(true, 1, 2, true, false, true);
    private static final LinkInfo LINK = new LinkInfo(
            -1,
            7,
            "h1",
            true,
            true,
            false,
            3,
            false,
            1500,
            0x02_00_00_00_00_01L,
            9,
            1000,
            "tun",
            "",
            "alias",
            "fq",
            0,
            Optional.of(TUN));

    @Test
    void everyComponentOfALinkCounts() throws ReflectiveOperationException {
        everyComponentCounts(LINK);
    }

    @Test
    void everyComponentOfATunCounts() throws ReflectiveOperationException {
        everyComponentCounts(TUN);
    }

    private static void everyComponentCounts(Record one) throws ReflectiveOperationException {
        RecordComponent[] components = one.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            components[i].getAccessor().setAccessible(true);
            values[i] = components[i].getAccessor().invoke(one);
        }
        assertThat(made(one, values)).isEqualTo(one).hasSameHashCodeAs(one);
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            values[i] = other(value);
            assertThat(made(one, values)).as(components[i].getName()).isNotEqualTo(one);
            values[i] = value;
        }
    }

    private static Object made(Record like, Object... values) throws ReflectiveOperationException {
        Class<?>[] types = Stream.of(like.getClass().getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        return like.getClass().getDeclaredConstructor(types).newInstance(values);
    }

    private static Object other(Object value) {
        if (value instanceof Boolean is) {
            return !is;
        }
        if (value instanceof Integer number) {
            return number + 1;
        }
        if (value instanceof Long number) {
            return number + 1;
        }
        return value instanceof String text ? text + "x" : Optional.empty();
    }
}
