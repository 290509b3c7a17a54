package dev.hayabashi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessAgeTest {
    // As Linux writes it: the name of the program may hold blanks and brackets.
    private static final String STAT =
            "77 (ja) (va) S 1 77 77 0 -1 4194560 100 0 0 0 9 2 0 0 20 0 25 0 123456 9 9 9 0 0 0 0 0 0 0";

    @Test
    void isTheDifferenceOfTwoKernelTimes() {
        assertThat(ProcessAge.text(STAT, "1234.87 99.99\n")).isEqualTo("0.31 s");
        assertThat(ProcessAge.text(STAT, "1247.57 99.99\n")).isEqualTo("13.01 s");
    }

    @Test
    void aClockThatSeemsToGoBackwardsIsNoTime() {
        assertThat(ProcessAge.text(STAT, "1234.55 99.99\n")).isEqualTo("0.00 s");
    }

    @Test
    void thisProcessHasAnAge() {
        assertThat(ProcessAge.now()).matches("\\d+\\.\\d\\d s");
    }
}
