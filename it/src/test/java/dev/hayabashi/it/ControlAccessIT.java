package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.NetNs;
import dev.hayabashi.it.fixture.Shell;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Who may do what on the control socket: users of the kernel's, with groups of the kernel's. */
class ControlAccessIT {
    private static final String ALL = "54322";
    private static final String READ = "54323";
    private static final String OTHER = "54324";

    @Test
    void readersLookAndOthersAreSentAway() {
        try (Lab lab = Lab.open()) {
            NetNs ends = lab.silentNamespace("ends");
            Daemon daemon = lab.start("""
                    control: {group: %s, read-group: %s}
                    bridges:
                      - name: haya0
                        ports:
                          - {name: t1, kind: tap, netns: %s}
                    """.formatted(ALL, READ, ends.name()));
            enterable(daemon);

            assertThat(ask(daemon, OTHER, ALL, "GET", "/v1/status")).startsWith("200");
            assertThat(ask(daemon, OTHER, ALL, "DELETE", "/v1/fdb")).startsWith("200");
            assertThat(ask(daemon, ALL, "", "DELETE", "/v1/fdb")).startsWith("200");
            assertThat(ask(daemon, OTHER, READ, "GET", "/v1/status")).startsWith("200");
            assertThat(ask(daemon, READ, "", "GET", "/v1/ports/t1")).startsWith("200");
            assertThat(ask(daemon, OTHER, READ, "GET", "/v1/nothing")).startsWith("404");
            assertThat(ask(daemon, OTHER, READ, "DELETE", "/v1/ports/t1"))
                    .startsWith("403")
                    .contains("fault_message", "DELETE is not for members of `control.read-group`", "hint");
            assertThat(ask(daemon, READ, "", "POST", "/v1/plan")).startsWith("403");
            assertThat(ask(daemon, OTHER, "", "GET", "/v1/status"))
                    .startsWith("403")
                    .contains("you are in neither of the groups");
            assertThat(ask(daemon, OTHER, "", "DELETE", "/v1/ports/t1")).startsWith("403");
            assertThat(daemon.port("t1").path("name").asString()).isEqualTo("t1");
        }
    }

    @Test
    void withoutGroupsTheFilePermissionDecides() {
        try (Lab lab = Lab.open()) {
            NetNs ends = lab.silentNamespace("ends");
            Daemon daemon = lab.start("""
                    control: {read-group: %s}
                    bridges: [{name: haya0, ports: [{name: t1, kind: tap, netns: %s}]}]
                    """.formatted(READ, ends.name()));
            enterable(daemon);

            assertThat(ask(daemon, OTHER, "", "GET", "/v1/status"))
                    .as("no connection")
                    .startsWith("000");
            assertThat(ask(daemon, OTHER, READ, "GET", "/v1/status")).startsWith("200");
            assertThat(ask(daemon, OTHER, READ, "DELETE", "/v1/fdb")).startsWith("403");
        }
    }

    /** Others can reach the socket's file; what they may do with it is the daemon's to say. */
    private static void enterable(Daemon daemon) {
        Shell.run(
                "chmod",
                "a+x",
                Objects.requireNonNull(daemon.socket().getParent()).toString());
    }

    /** Status and body of a request by user 54321 with a primary group and another one, if any. */
    private static String ask(Daemon daemon, String group, String other, String method, String path) {
        List<String> command = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=54321",
                "--regid=" + group,
                other.isEmpty() ? "--clear-groups" : "--groups=" + other,
                "curl",
                "-s",
                "-X",
                method,
                "-o",
                "-",
                "-w",
                "\n%{http_code}",
                "--unix-socket",
                daemon.socket().toString(),
                "http://hayabashi" + path));
        List<String> lines = Shell.attempt(command).out().lines().toList();
        return lines.get(lines.size() - 1) + " " + String.join("\n", lines.subList(0, lines.size() - 1));
    }
}
