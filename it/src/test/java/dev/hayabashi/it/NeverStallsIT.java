package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.ChildProcess;
import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.FramePeer;
import dev.hayabashi.it.fixture.Hosts;
import dev.hayabashi.it.fixture.KernelBridge;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.NetNs;
import dev.hayabashi.it.fixture.Shell;
import dev.hayabashi.it.fixture.TestFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/**
 * Somebody stands still: a guest, a client of the control API, the daemon itself. The two hosts that talk do not notice, and the
 * spanning tree, whose root is a kernel bridge, does not move.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NeverStallsIT {
    private static final int DISK_BYTES = 64 << 10;
    private static final String NOBODY = "0a:00:00:00:77:77";

    private final Lab lab = Lab.open();
    private final NetNs h1 = lab.namespace("h1");
    private final NetNs h2 = lab.namespace("h2");
    private final NetNs ends = lab.silentNamespace("ends");
    private final NetNs guest = lab.silentNamespace("guest");
    private final NetNs office = lab.namespace("office");
    private Daemon daemon;

    @BeforeAll
    @SuppressWarnings("NullAway.Init")
    void start() {
        KernelBridge root = KernelBridge.create(office, "br0", 0);
        lab.host().veth("v0", office, "o0");
        root.add("o0");
        Shell.run("mount", "-t", "tmpfs", "-o", "size=" + DISK_BYTES, "hayabashi-it", disk().toString());
        daemon = lab.start("""
                state-dir: %s
                bridges:
                  - name: haya0
                    gateway: {address: 10.9.0.254/24, dhcp: {range: 10.9.0.100-10.9.0.199}}
                    ports:
                      - {name: p1, kind: tap, edge: true, netns: %s, address: 10.9.0.1/24}
                      - {name: p2, kind: tap, edge: true, netns: %s, address: 10.9.0.2/24}
                      - {name: e1, kind: tap, edge: true, netns: %s}
                      - {name: e2, kind: tap, edge: true, netns: %s}
                      - {name: g0, kind: vm}
                      - {name: v0, kind: netdev}
                """.formatted(disk(), h1.name(), h2.name(), ends.name(), ends.name()));
        List.of("p1", "p2", "e1", "e2").forEach(daemon.api()::awaitForwarding);
        daemon.awaitRoleAndState("v0", "root/forwarding", Duration.ofSeconds(60));
        Hosts.awaitReply(h1, "10.9.0.2");
    }

    @AfterAll
    void close() {
        // Lazily: the daemon, which closes with the lab, has its lease log there.
        Shell.run("umount", "--lazy", disk().toString());
        lab.close();
    }

    /** A file system of its own for what is written, so that it can be full. */
    private Path disk() {
        try {
            return Files.createDirectories(lab.directory().resolve("disk"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes all that is left of the disk; what is deleted to have it back. */
    private Path fillDisk() {
        Path filler = disk().resolve("filler");
        Shell.attempt(List.of("dd", "if=/dev/zero", "of=" + filler, "bs=4096"));
        return filler;
    }

    private long changesOfTheTree() {
        return daemon.get("/v1/events?after=0")
                .path("events")
                .valueStream()
                .map(event ->
                        event.path("type").asString() + " " + event.path("port").asString(""))
                .filter(event -> event.startsWith("stp.root")
                        || (event.startsWith("stp.port") && (event.endsWith(" v0") || event.endsWith(" p1"))))
                .count();
    }

    /** Runs {@code disturbance} while h1 and h2 talk. */
    private void unharmed(Runnable disturbance) {
        long changes = changesOfTheTree();
        ChildProcess ping = lab.spawn(h1, "ping", "-n", "-i", "0.1", "-c", "40", "-W", "5", "10.9.0.2");
        disturbance.run();
        ping.awaitEnd(Duration.ofSeconds(60));
        assertThat(Hosts.received(ping.log())).as(ping.log()).isEqualTo(40);
        assertThat(changesOfTheTree()).isEqualTo(changes);
        assertThat(daemon.roleAndState("v0")).isEqualTo("root/forwarding");
        assertThat(daemon.log()).as("no stack traces").doesNotContain("\tat ");
    }

    private static void signal(String name, long pid) {
        Shell.run("kill", "-" + name, String.valueOf(pid));
    }

    @Test
    void guestThatStopsReading() {
        ChildProcess vmm = lab.vmm("g0", guest);
        daemon.api().awaitForwarding("g0");
        FramePeer peer = lab.peer(ends, List.of("e1", "e2"));
        signal("STOP", vmm.pid());
        try {
            unharmed(() -> peer.send("e1", TestFrame.of(NOBODY, "0a:00:00:00:00:01", "", 1500), 20_000, 0));
        } finally {
            signal("CONT", vmm.pid());
        }
        vmm.kill();
    }

    @Test
    void clientsThatSendAByteAndWait() throws IOException {
        List<SocketChannel> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                channel.connect(UnixDomainSocketAddress.of(daemon.socket()));
                channel.write(ByteBuffer.wrap("G".getBytes(StandardCharsets.US_ASCII)));
                slow.add(channel);
            }
            unharmed(() -> {
                for (int i = 0; i < 20; i++) {
                    assertThat(daemon.api().get("/v1/status").isObject()).isTrue();
                }
            });
        } finally {
            for (SocketChannel channel : slow) {
                channel.close();
            }
        }
    }

    @Test
    void floodOfEventsWithAListenerThatDoesNotRead() throws IOException {
        FramePeer peer = lab.peer(ends, List.of("e1", "e2"));
        try (SocketChannel listener = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.connect(UnixDomainSocketAddress.of(daemon.socket()));
            listener.write(
                    ByteBuffer.wrap("GET /v1/events?after=0 HTTP/1.1\r\nHost: h\r\nAccept: text/event-stream\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII)));
            unharmed(() -> {
                for (int i = 0; i < 100; i++) {
                    TestFrame frame = TestFrame.of(TestFrame.BROADCAST, "0a:00:00:01:00:%02x".formatted(i));
                    peer.send("e1", frame);
                    peer.send("e2", frame);
                    daemon.api().patch("/v1/ports/e1", "{\"isolated\": " + (i % 2 == 0) + "}");
                }
            });
        }
        daemon.api().patch("/v1/ports/e1", "{\"isolated\": false}");
    }

    @Test
    void fullDiskForACapture() throws IOException {
        Path filler = fillDisk();
        try {
            unharmed(() -> {
                Shell.Result capture = daemon.cli(
                        "capture", "-w", disk().resolve("full.pcapng").toString(), "p1");
                assertThat(capture.exitCode()).isEqualTo(1);
                assertThat(capture.output()).contains("full.pcapng").doesNotContain("\tat ");
            });
        } finally {
            Files.delete(filler);
        }
    }

    /** Longer than three hello times: whoever believed the clock and not the queue would take its root for dead. */
    @Test
    void daemonThatStoodStillForTenSeconds() {
        long changes = changesOfTheTree();
        ProcessHandle process = ProcessHandle.of(daemon.pid()).orElseThrow();
        List<Long> pids =
                new ArrayList<>(process.descendants().map(ProcessHandle::pid).toList());
        pids.add(process.pid());
        pids.forEach(pid -> signal("STOP", pid));
        try {
            // The fault itself, not a wait for anything.
            Shell.run("sleep", "10");
        } finally {
            pids.forEach(pid -> signal("CONT", pid));
        }
        Hosts.awaitReply(h1, "10.9.0.2");
        unharmed(() -> {});
        assertThat(changesOfTheTree()).isEqualTo(changes);
        JsonNode v0 = daemon.port("v0");
        assertThat(v0.path("role").asString()).isEqualTo("root");
    }
}
