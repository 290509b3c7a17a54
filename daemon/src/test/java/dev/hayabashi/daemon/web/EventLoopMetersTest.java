package dev.hayabashi.daemon.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.metrics.HayabashiMetrics;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class EventLoopMetersTest {
    /** Loops that were bound one by one left only the first one's number, and a warning in the log for each other. */
    @Test
    void severalLoopsAreOneGroup() {
        DefaultEventExecutorGroup loops = new DefaultEventExecutorGroup(3);
        try (HayabashiMetrics metrics = new HayabashiMetrics(List::of, "test")) {
            metrics.bindLoops(StreamSupport.stream(loops.spliterator(), false).toList());
            // Nothing but the meters knows the list now.
            System.gc();
            String page = new String(metrics.scrape(), StandardCharsets.UTF_8);
            assertThat(page.lines().filter(line -> line.startsWith("netty_eventexecutor_workers")))
                    .containsExactly("netty_eventexecutor_workers 3.0");
            assertThat(page.lines().filter(line -> line.startsWith("netty_eventexecutor_tasks_pending{")))
                    .hasSize(3);
        } finally {
            loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }
}
