package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.Checkout;
import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.Hosts;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.NetNs;
import dev.hayabashi.it.fixture.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code io: auto} is io_uring where the kernel lets the daemon use it, and epoll, with the reason, where it does not. */
class EngineChoiceIT {
    private static final List<String> WITHOUT_IO_URING =
            List.of("/usr/bin/python3", Checkout.script("without-io-uring.py"));
    private static final String FORBIDDEN = "a seccomp filter forbids io_uring, as container engines do";

    private static final JsonMapper JSON = new JsonMapper();

    private final Lab lab = Lab.open();
    private final NetNs h1 = lab.namespace("h1");
    private final NetNs h2 = lab.namespace("h2");

    @AfterEach
    void close() {
        lab.close();
    }

    private String yaml(String io) {
        return """
                io: %s
                bridges:
                  - name: haya0
                    ports:
                      - {name: p1, kind: tap, edge: true, netns: %s, address: 10.9.0.1/24}
                      - {name: p2, kind: tap, edge: true, netns: %s, address: 10.9.0.2/24}
                """.formatted(io, h1.name(), h2.name());
    }

    private static JsonNode ioUringFinding(Daemon daemon) {
        JsonNode report = JSON.readTree(daemon.cli("doctor", "--json").out());
        return report.path("findings")
                .valueStream()
                .filter(finding -> finding.path("check").asString().equals("io-uring"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void autoIsIoUringWhereTheKernelAllowsIt() {
        Daemon daemon = lab.start(yaml("auto"));
        JsonNode status = daemon.get("/v1/status");
        assertThat(status.path("io").asString()).isEqualTo("io_uring");
        assertThat(status.path("ioReason").isNull()).isTrue();
        assertThat(daemon.cli("status").out()).contains(", io_uring, ").doesNotContain("frames move by");
        assertThat(ioUringFinding(daemon).path("level").asString()).isEqualTo("ok");
        Hosts.awaitReply(h1, "10.9.0.2");
    }

    /** Some of a ring, but not all that the daemon needs. */
    @Test
    void autoIsEpollWhereRingsMayNotBeLockedAndSaysWhy() {
        Daemon daemon = lab.startUnder(List.of("prlimit", "--memlock=65536:65536"), yaml("auto"));
        JsonNode status = daemon.get("/v1/status");
        assertThat(status.path("io").asString()).isEqualTo("epoll");
        assertThat(status.path("ioReason").asString()).startsWith("RLIMIT_MEMLOCK leaves no room for a ring");
        Hosts.awaitReply(h1, "10.9.0.2");
    }

    /** What systemd gives every service, and a login gets. */
    @Test
    void theUsualLimitIsEnough() {
        Daemon daemon = lab.startUnder(List.of("prlimit", "--memlock=8388608:8388608"), yaml("auto"));
        assertThat(daemon.get("/v1/status").path("io").asString()).isEqualTo("io_uring");
        Hosts.awaitReply(h1, "10.9.0.2");
    }

    @Test
    void autoIsEpollUnderASeccompFilterAndSaysWhy() {
        Daemon daemon = lab.startUnder(WITHOUT_IO_URING, yaml("auto"));
        JsonNode status = daemon.get("/v1/status");
        assertThat(status.path("io").asString()).isEqualTo("epoll");
        assertThat(status.path("ioReason").asString()).isEqualTo(FORBIDDEN);
        assertThat(daemon.cli("status").out()).contains(", epoll, ", "frames move by epoll: " + FORBIDDEN);
        assertThat(daemon.log()).contains("frames move by epoll: " + FORBIDDEN);
        JsonNode finding = ioUringFinding(daemon);
        assertThat(finding.path("level").asString()).isEqualTo("warn");
        assertThat(finding.path("text").asString())
                .contains("(pid " + daemon.pid() + ") does without io_uring: " + FORBIDDEN, "container.md");
        Hosts.awaitReply(h1, "10.9.0.2");
    }

    @Test
    void whatWasAskedForByNameIsNotReplaced() throws IOException {
        Path config = Files.writeString(lab.directory().resolve("lab.yaml"), yaml("io_uring"));
        List<String> up = new ArrayList<>(WITHOUT_IO_URING);
        up.addAll(List.of(
                Checkout.LAUNCHER.toString(),
                "up",
                "-c",
                config.toString(),
                "--socket",
                lab.directory().resolve("sock").toString()));
        Shell.Result result = Shell.attempt(lab.host().inside(up));
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output())
                .contains(config + ":1:5: `io: io_uring` is not possible: " + FORBIDDEN)
                .contains("or write `io: auto`")
                .doesNotContain("\tat ");
        assertThat(h1.netdevs()).isEmpty();
    }

    @Test
    void aDaemonOnOneEngineIsTakenOverByOneOnTheOther() throws IOException {
        Daemon daemon = lab.start(yaml("epoll"));
        Hosts.awaitReply(h1, "10.9.0.2");
        assertThat(daemon.get("/v1/status").path("ioReason").isNull()).isTrue();
        assertThat(ioUringFinding(daemon).path("text").asString()).contains("as its configuration says");
        for (String engine : List.of("io_uring", "epoll", "io_uring")) {
            Files.writeString(daemon.config(), yaml(engine));
            Daemon old = daemon;
            daemon = lab.takeOver(old);
            assertThat(old.awaitEnd()).isZero();
            assertThat(daemon.get("/v1/status").path("io").asString()).isEqualTo(engine);
            assertThat(Hosts.pingReplies(h1, "10.9.0.2", 20)).isEqualTo(20);
            assertThat(Hosts.pingReplies(h2, "10.9.0.1", 20)).isEqualTo(20);
        }
    }
}
