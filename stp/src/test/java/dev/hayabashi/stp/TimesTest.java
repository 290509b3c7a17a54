package dev.hayabashi.stp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimesTest {
    private static final Times TIMES = new Times(1, 20, 2, 15);

    @Test
    void timesAreEqualWhenAllFourAre() {
        assertThat(TIMES).isEqualTo(new Times(1, 20, 2, 15)).hasSameHashCodeAs(new Times(1, 20, 2, 15));
        assertThat(TIMES)
                .isNotEqualTo(new Times(2, 20, 2, 15))
                .isNotEqualTo(new Times(1, 21, 2, 15))
                .isNotEqualTo(new Times(1, 20, 3, 15))
                .isNotEqualTo(new Times(1, 20, 2, 16));
    }
}
