package dev.hayabashi.tapio;

import dev.hayabashi.tapio.fixture.NetNs;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** tcpdump, waiting for one frame of our experimental type: independent eyes on VLAN tags. */
final class TcpdumpLine implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private TcpdumpLine(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    static TcpdumpLine start(NetNs namespace, String device) throws Exception {
        Process process = new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        namespace.name(),
                        "tcpdump",
                        "-l",
                        "-e",
                        "-n",
                        "-c1",
                        "-i",
                        device,
                        "ether proto 0x88b5 or (vlan and ether proto 0x88b5)")
                .redirectErrorStream(true)
                .start();
        TcpdumpLine dump = new TcpdumpLine(process);
        dump.await("listening on");
        return dump;
    }

    /** The line about the frame. */
    String line() throws Exception {
        return await("0x");
    }

    private String await(String part) throws Exception {
        return CompletableFuture.supplyAsync(() -> {
                    try {
                        StringBuilder seen = new StringBuilder();
                        for (String line = output.readLine(); line != null; line = output.readLine()) {
                            if (line.contains(part)) {
                                return line;
                            }
                            seen.append(line).append('\n');
                        }
                        throw new IllegalStateException("tcpdump ended: " + seen);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .get(5, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
