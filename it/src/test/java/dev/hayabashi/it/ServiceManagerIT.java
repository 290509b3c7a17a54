package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hayabashi.it.fixture.Checkout;
import dev.hayabashi.it.fixture.ChildProcess;
import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.Lab;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What systemd is told, by a socket in its place: who serves, who goes on as the main process, and when the service stops. */
class ServiceManagerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** With NotifyAccess=main systemd believes the main process only: the old one has to name the new one, and not to say that it stops. */
    @Test
    void theOldProcessNamesTheOneThatTakesOver() {
        try (Lab lab = Lab.open()) {
            Path socket = lab.directory().resolve("notify");
            ChildProcess manager = lab.spawn(lab.host(), "python3", Checkout.script("notify.py"), socket.toString());
            manager.awaitOutput("ready", PATIENCE);
            Daemon old = lab.start("""
                    bridges:
                      - name: haya0
                        ports:
                          - {name: g0, kind: vm}
                    """, Map.of("NOTIFY_SOCKET", socket.toString()));
            manager.awaitOutput(old.pid() + " READY=1", PATIENCE);

            Daemon next = lab.takeOver(old);
            assertThat(old.awaitEnd()).isZero();
            manager.awaitOutput(old.pid() + " MAINPID=" + next.pid(), PATIENCE);
            manager.awaitOutput(next.pid() + " READY=1", PATIENCE);
            assertThat(said(manager, old)).noneMatch(line -> line.startsWith("STOPPING"));

            assertThat(next.stop()).isEqualTo(143);
            await().atMost(PATIENCE).until(() -> said(manager, next).contains("STOPPING=1"));
            assertThat(said(manager, next))
                    .filteredOn(line -> !line.startsWith("STATUS="))
                    .containsExactly("READY=1", "STOPPING=1");
        }
    }

    private static List<String> said(ChildProcess manager, Daemon by) {
        String prefix = by.pid() + " ";
        return manager.log()
                .lines()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .toList();
    }
}
