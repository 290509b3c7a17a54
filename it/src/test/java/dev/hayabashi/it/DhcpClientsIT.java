package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.Program;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * busybox udhcpc, dhcpcd, ISC dhclient and systemd-networkd get leases; tshark has no complaint about our frames; our ACK has
 * what dnsmasq's has, but for what docs/dhcp.md explains.
 */
class DhcpClientsIT {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void everyClientIsServedAsByDnsmasq() throws IOException, InterruptedException {
        Program.Result run = Program.run(directory, "clients");
        assertThat(run.exitValue()).as("%s%s", run.output(), run.errors()).isZero();
        assertThat(run.output()).endsWith("PASSED\n");
    }
}
