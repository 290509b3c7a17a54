package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.Checkout;
import dev.hayabashi.it.fixture.ChildProcess;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A bridge of stream ports in user and network namespaces that a user without privileges made; without them, see {@link StreamClientsIT}. */
class RootlessIT {
    private static final String USER = "54321";
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @Test
    void twoClientsOfADaemonInAUserNamespaceExchangeFrames() throws IOException {
        try (Lab lab = Lab.open()) {
            Path directory = Files.createDirectory(lab.directory().resolve("user"));
            Path config = Files.writeString(
                    lab.directory().resolve("streams.yaml"), """
                    state-dir: %s
                    bridges:
                      - name: haya0
                        ports:
                          - {name: q0, kind: stream, path: %s/q0}
                          - {name: q1, kind: stream, path: %s/q1}
                    """.formatted(directory, directory, directory));
            Shell.run("chmod", "-R", "a+rX", lab.directory().toString());
            Shell.run("chown", "-R", USER + ":" + USER, directory.toString());
            List<String> user =
                    List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups", "--no-new-privs");
            List<String> up = new ArrayList<>(user);
            up.addAll(List.of("env", "-u", "JAVA_HOME", "NO_BUILD=1", "HAYABASHI_JAVA_OPTS=-Djna.tmpdir=" + directory));
            up.addAll(List.of("unshare", "-Ur", "-n"));
            up.addAll(List.of(
                    Checkout.LAUNCHER.toString(), "up", "-c", config.toString(), "--socket", directory + "/control"));
            ChildProcess daemon = lab.spawn(lab.host(), up.toArray(String[]::new));
            daemon.awaitOutput(" is up: ", PATIENCE);

            List<String> exchange = new ArrayList<>(user);
            exchange.addAll(
                    List.of("/usr/bin/python3", Checkout.script("exchange.py"), directory + "/q0", directory + "/q1"));
            assertThat(Shell.attempt(exchange).orFail().out()).contains("exchanged");
            assertThat(daemon.log())
                    .doesNotContain("sudo")
                    .doesNotContain("ERROR")
                    .doesNotContain("\tat ");
            // Root inside, nobody outside.
            assertThat(Files.readString(Path.of("/proc/" + daemon.pid() + "/uid_map"))
                            .strip())
                    .matches("0 +" + USER + " +1");
        }
    }
}
