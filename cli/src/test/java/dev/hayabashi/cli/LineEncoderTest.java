package dev.hayabashi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LineEncoderTest {
    private final LoggerContext context = new LoggerContext();

    private String encoded(Level level, String message, @Nullable Throwable thrown, Object... arguments) {
        Logger logger = context.getLogger("dev.hayabashi.daemon.Daemon");
        return new String(
                new LineEncoder().encode(new LoggingEvent("here", logger, level, message, thrown, arguments)),
                StandardCharsets.UTF_8);
    }

    @Test
    void oneLineForAnEvent() {
        assertThat(encoded(Level.INFO, "port {} is {}", null, "vm0", "up"))
                .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d\\d\\d INFO  Daemon: port vm0 is up\n");
        assertThat(encoded(Level.ERROR, "no", null)).endsWith(" ERROR Daemon: no\n");
    }

    @Test
    void theStackTraceFollows() {
        assertThat(encoded(Level.WARN, "oops", new IllegalStateException("why")))
                .contains("WARN  Daemon: oops\njava.lang.IllegalStateException: why\n\tat ")
                .endsWith("\n");
    }

    @Test
    void logbackFindsTheSetUp() {
        assertThat(org.slf4j.LoggerFactory.getILoggerFactory()).isInstanceOfSatisfying(LoggerContext.class, used -> {
            assertThat(used.getLogger("io.netty").getLevel()).isEqualTo(Level.WARN);
            assertThat(used.getLogger("ROOT").getAppender("ASYNC")).isNotNull();
        });
    }
}
