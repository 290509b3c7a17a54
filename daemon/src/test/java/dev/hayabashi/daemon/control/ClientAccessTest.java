package dev.hayabashi.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.daemon.control.ClientAccess.Level;
import dev.hayabashi.daemon.control.ClientAccess.Rule;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is who on the control socket: group 100 may do everything, group 200 may look, user 7 is the daemon. */
class ClientAccessTest {
    private static final Rule RULE = new Rule(true, 7, 100, 200);

    @ParameterizedTest
    @CsvSource({
        "0, 5, 0, EVERYTHING",
        "7, 5, 0, EVERYTHING",
        "1000, 100, 0, EVERYTHING",
        "1000, 5, 100, EVERYTHING",
        "1000, 200, 100, EVERYTHING",
        "1000, 200, 0, LOOK",
        "1000, 5, 200, LOOK",
        "1000, 5, 6, NOTHING",
        "1000, 0, 0, NOTHING",
    })
    void levelIsThatOfUserAndGroups(int user, int group, int other, Level level) {
        int[] others = Arrays.copyOf(new int[] {other}, 4);

        assertThat(ClientAccess.level(RULE, user, new int[] {group}, others)).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({"5, 0, NOTHING", "0, 0, LOOK"})
    void groupZeroCountsAsPrimaryGroupOnly(int group, int other, Level level) {
        Rule wheel = new Rule(true, 7, -1, 0);

        assertThat(ClientAccess.level(wheel, 1000, new int[] {group}, new int[] {other}))
                .isEqualTo(level);
    }
}
