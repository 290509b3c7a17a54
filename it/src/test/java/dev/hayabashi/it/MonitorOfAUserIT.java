package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.ChildProcess;
import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.NetNs;
import dev.hayabashi.it.fixture.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Ports of kind {@code vm} as virtual machine monitors use them: made for a user before the monitor starts, opened by that user
 * without a capability, left and opened again; and TAPs that a monitor's tools have made themselves ({@code auto-attach}).
 */
class MonitorOfAUserIT {
    private static final int UID = 65_533;
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Opens the TAP argv[1] by the device node argv[2] as Firecracker does and keeps it; sends one broadcast frame, with the TAP's own address. */
    private static final String MONITOR = """
            import fcntl, os, struct, sys, time
            fd = os.open(sys.argv[2], os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
            fcntl.ioctl(fd, 0x400454ca, struct.pack('16sH22x', sys.argv[1].encode(), 0x5002))
            fcntl.ioctl(fd, 0x400454d8, struct.pack('i', 12))
            mac = bytes.fromhex(open('/sys/class/net/' + sys.argv[1] + '/address').read().strip().replace(':', ''))
            os.write(fd, bytes(12) + b'\\xff' * 6 + mac + b'\\x88\\xb5' + bytes(46))
            print('open', flush=True)
            while True:
                time.sleep(60)
            """;

    private final Lab lab = Lab.open();
    private final NetNs guest = lab.namespace("h1");
    // The machine's own may be root's alone; udev's rule, which users count on, gives mode 0666.
    private final Path node = Path.of("/tmp/hbit-tun-" + ProcessHandle.current().pid());
    private Daemon daemon;

    @BeforeEach
    @SuppressWarnings("NullAway.Init")
    void start() {
        Shell.run("mknod", "-m", "666", node.toString(), "c", "10", "200");
        daemon = lab.start("""
                bridges:
                  - name: haya0
                    auto-attach: "fc-*"
                    ports:
                      - {name: vm0, kind: vm, owner: "%d:%d"}
                      - {name: h1, kind: tap, edge: true, netns: %s}
                """.formatted(UID, UID, guest.name()));
    }

    @AfterEach
    void close() throws IOException {
        Files.deleteIfExists(node);
        lab.close();
    }

    private List<String> monitor(int uid, String tap) {
        return List.of(
                "setpriv",
                "--reuid=" + uid,
                "--regid=" + uid,
                "--clear-groups",
                "--no-new-privs",
                "--bounding-set=-all",
                "/usr/bin/python3",
                "-c",
                MONITOR,
                tap,
                node.toString());
    }

    private ChildProcess open(String tap) {
        ChildProcess monitor = lab.spawn(lab.host(), monitor(UID, tap).toArray(String[]::new));
        monitor.awaitOutput("open", SOON);
        return monitor;
    }

    @Test
    void aUserOpensItsTapAndNobodyElse() {
        assertThat(daemon.port("vm0").path("linkUp").asBoolean()).isFalse();
        List<String> command = new ArrayList<>(monitor(UID + 1, "vm0"));
        Shell.Result stranger = Shell.attempt(lab.host().inside(command));
        assertThat(stranger.exitCode()).isNotZero();
        assertThat(stranger.output()).contains("Operation not permitted");
        open("vm0");
        daemon.awaitState("vm0", "forwarding", SOON);
    }

    @Test
    void aMonitorThatEndsAndComesBackIsALinkThatWentDownAndUpAndTheFirstFramePassesEachTime() {
        for (int boot = 1; boot <= 3; boot++) {
            ChildProcess monitor = open("vm0");
            daemon.awaitState("vm0", "forwarding", SOON);
            int frames = boot;
            // The frame left before anybody had looked at the port; its source is the address of the TAP itself.
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> daemon.port("vm0").path("rx").path("frames").asLong() == frames);
            assertThat(daemon.port("vm0").path("drops")).isEmpty();
            assertThat(daemon.port("vm0").path("learnedMacs").asInt()).isEqualTo(1);
            monitor.kill();
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> !daemon.port("vm0").path("linkUp").asBoolean());
            assertThat(daemon.port("vm0").path("learnedMacs").asInt())
                    .as("what was behind the link is forgotten")
                    .isZero();
        }
    }

    @Test
    void aTapOfAMatchingNameIsAPortWhileItExists() {
        lab.host().run("ip tuntap add other0 mode tap user " + UID + " group " + UID);
        lab.host().run("ip tuntap add fc-1 mode tap user " + UID + " group " + UID);
        Awaitility.await()
                .atMost(SOON)
                .until(() -> daemon.get("/v1/ports").toString().contains("\"fc-1\""));
        assertThat(daemon.get("/v1/ports").toString()).doesNotContain("other0");
        open("fc-1");
        daemon.awaitState("fc-1", "forwarding", SOON);
        Awaitility.await()
                .atMost(SOON)
                .until(() -> daemon.port("fc-1").path("rx").path("frames").asLong() == 1);
        assertThat(daemon.port("fc-1").path("kind").asString()).isEqualTo("vm");
        assertThat(daemon.port("fc-1").path("drops")).isEmpty();
        lab.host().run("ip link del fc-1");
        Awaitility.await()
                .atMost(SOON)
                .until(() -> !daemon.get("/v1/ports").toString().contains("\"fc-1\""));
    }
}
