package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.Hosts;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.NetNs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A daemon of root's holds eight capabilities, in each of its threads, and does all of its work with them. */
class LeastPrivilegeIT {
    /** CHOWN, DAC_OVERRIDE, DAC_READ_SEARCH, NET_BROADCAST, NET_ADMIN, NET_RAW, SYS_PTRACE, SYS_ADMIN (linux/capability.h). */
    private static final long KEPT = 1L << 0 | 1L << 1 | 1L << 2 | 1L << 11 | 1L << 12 | 1L << 13 | 1L << 19 | 1L << 21;

    @Test
    void noThreadHoldsMoreThanIsNeededAndTheWorkGoesOn() throws IOException {
        try (Lab lab = Lab.open()) {
            NetNs h1 = lab.namespace("h1");
            NetNs h2 = lab.namespace("h2");
            Daemon daemon = lab.start("""
                    bridges:
                      - name: haya0
                        gateway: {address: 10.9.0.254/24, nat: true}
                        ports:
                          - {name: p1, kind: tap, edge: true, netns: %s, address: 10.9.0.1/24}
                    """.formatted(h1.name()));
            // Enters a namespace, makes a TAP and gives it an address, long after the start.
            daemon.api().post("/v1/ports", """
                    {"name": "p2", "kind": "tap", "edge": true, "netns": "%s", "address": "10.9.0.2/24"}
                    """.formatted(h2.name()));
            daemon.api().awaitForwarding("p2");
            Hosts.awaitReply(h1, "10.9.0.2");
            Hosts.awaitReply(h2, "10.9.0.254");
            assertThat(lab.host().run("nft list ruleset")).contains("masquerade");
            assertThat(lab.host().run("cat /proc/sys/net/ipv4/ip_forward").strip())
                    .isEqualTo("1");
            // Hears of links in other namespaces.
            h2.run("ip link set p2 down");
            daemon.api()
                    .awaitPort(
                            "p2",
                            "is disabled",
                            view -> view.path("state").asString().equals("disabled"));
            h2.run("ip link set p2 up");
            daemon.api().awaitForwarding("p2");
            List<Map<String, String>> threads = threads(daemon.pid());
            System.out.printf("%d threads, capabilities %s%n", threads.size(), threads.get(0));
            assertThat(threads).hasSizeGreaterThan(5).allSatisfy(thread -> {
                for (String set : List.of("CapPrm", "CapEff", "CapBnd")) {
                    assertThat(Long.parseLong(thread.getOrDefault(set, "-1"), 16) & ~KEPT)
                            .as("%s of %s", set, thread)
                            .isZero();
                }
                assertThat(thread).containsEntry("NoNewPrivs", "1").containsEntry("CapAmb", "0000000000000000");
                assertThat(thread).containsEntry("CapInh", "0000000000000000");
            });
        }
    }

    private static List<Map<String, String>> threads(long pid) throws IOException {
        List<Map<String, String>> threads = new ArrayList<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : tasks.toList()) {
                Map<String, String> status = new TreeMap<>();
                try {
                    Files.readAllLines(task.resolve("status")).forEach(line -> {
                        String[] parts = line.split(":\\s*", 2);
                        if (parts[0].startsWith("Cap") || parts[0].equals("NoNewPrivs") || parts[0].equals("Name")) {
                            status.put(parts[0], parts[1]);
                        }
                    });
                } catch (NoSuchFileException e) {
                    continue; // it has ended since
                }
                threads.add(status);
            }
        }
        return threads;
    }
}
