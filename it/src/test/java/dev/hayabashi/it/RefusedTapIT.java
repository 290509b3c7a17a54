package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.ChildProcess;
import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.NetNs;
import dev.hayabashi.it.fixture.Shell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** TAPs that the daemon cannot have: it says why, and leaves everything as it was. */
class RefusedTapIT {
    private final Lab lab = Lab.open();
    private final NetNs guest = lab.namespace("guest");

    @AfterEach
    void close() {
        lab.close();
    }

    private Shell.Result up(String port) {
        String yaml = "bridges:\n  - name: haya0\n    ports:\n      - {name: ok0, kind: tap}\n      - " + port + "\n";
        return Daemon.refused(lab.host(), yaml, lab.directory().resolve("sock"));
    }

    private void refused(Shell.Result result, String... texts) {
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output()).contains(texts).contains(":5:").doesNotContain("\tat ");
        assertThat(lab.host().netdevs())
                .as("nothing half-done is left")
                .doesNotContain("ok0")
                .contains("busy0");
    }

    @Test
    void busyTapNamesWhoHoldsIt() {
        ChildProcess holder = lab.vmm("busy0", guest);
        refused(up("{name: busy0, kind: tap}"), "busy0", "" + holder.pid(), "python3");
        assertThat(holder.isAlive()).isTrue();
    }

    @Test
    void multiQueueTapIsRefused() {
        lab.host().run("ip tuntap add busy0 mode tap multi_queue vnet_hdr");
        refused(up("{name: busy0, kind: vm}"), "busy0", "queue");
    }

    @Test
    void netdevThatIsNoTapIsRefused() {
        lab.host().run("ip link add busy0 type veth peer name busy1");
        refused(up("{name: busy0, kind: tap}"), "busy0");
    }
}
