package dev.hayabashi.tapio.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hayabashi.tapio.sys.IoUringObstacle;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class EngineChoiceTest {
    private static final Supplier<Optional<IoUringObstacle>> ALLOWED = Optional::empty;
    private static final Supplier<Optional<IoUringObstacle>> FORBIDDEN = () -> IoUringObstacle.ofSysctl("2");
    private static final Supplier<Optional<IoUringObstacle>> NOT_ASKED = () -> {
        throw new AssertionError("nothing depends on it");
    };

    @Test
    void autoIsTheRingWhereThereIsOne() throws EngineRefusedException {
        assertThat(EngineChoice.of("auto", 1, ALLOWED))
                .isEqualTo(new EngineChoice(IoEngine.IO_URING, Optional.empty()));
    }

    @Test
    void autoIsEpollElsewhereAndSaysWhy() throws EngineRefusedException {
        EngineChoice choice = EngineChoice.of("auto", 1, FORBIDDEN);
        assertThat(choice.engine()).isEqualTo(IoEngine.EPOLL);
        assertThat(choice.reason()).contains("kernel.io_uring_disabled is 2: io_uring is switched off for everybody");
    }

    @Test
    void severalLoopsAreEpollWhateverTheKernelAllows() throws EngineRefusedException {
        assertThat(EngineChoice.of("auto", 2, NOT_ASKED))
                .isEqualTo(new EngineChoice(IoEngine.EPOLL, Optional.of(EngineChoice.SEVERAL_LOOPS)));
    }

    @Test
    void whoAsksForEpollIsNotToldWhy() throws EngineRefusedException {
        assertThat(EngineChoice.of("epoll", 1, NOT_ASKED))
                .isEqualTo(new EngineChoice(IoEngine.EPOLL, Optional.empty()));
    }

    @Test
    void whoAsksForTheRingGetsItOrNothing() throws EngineRefusedException {
        assertThat(EngineChoice.of("io_uring", 1, ALLOWED).engine()).isEqualTo(IoEngine.IO_URING);
        assertThatThrownBy(() -> EngineChoice.of("io_uring", 1, FORBIDDEN))
                .isInstanceOfSatisfying(EngineRefusedException.class, refused -> {
                    assertThat(refused).hasMessageContaining("kernel.io_uring_disabled is 2");
                    assertThat(refused.hint()).isEqualTo("sysctl -w kernel.io_uring_disabled=0; or write `io: auto`");
                });
    }

    @Test
    void aWordThatIsNoEngineIsAMistakeOfOurs() {
        assertThatThrownBy(() -> EngineChoice.of("kqueue", 1, ALLOWED)).isInstanceOf(IllegalArgumentException.class);
    }
}
