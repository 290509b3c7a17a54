package dev.hayabashi.tapio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hayabashi.tapio.fixture.DaemonSide;
import dev.hayabashi.tapio.fixture.Frames;
import dev.hayabashi.tapio.fixture.NetNs;
import dev.hayabashi.tapio.fixture.RecordingSink;
import dev.hayabashi.tapio.fixture.VmmPeer;
import dev.hayabashi.tapio.loop.LinkState;
import dev.hayabashi.tapio.sys.DeviceBusyException;
import dev.hayabashi.tapio.tap.Owner;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** kill -9, and what the next daemon makes of it. */
class LeftoversIT {
    private static final PortSpec.VmSpec VM0 = new PortSpec.VmSpec("haya0", "vm0", "vm0", new Owner(0, 0), 1500);

    private DaemonSide daemon;
    private NetNs host;

    @BeforeEach
    void start() {
        daemon = new DaemonSide();
        host = daemon.namespace();
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private void killADaemonWith(String... ports) throws Exception {
        Process killed = KilledDaemon.start(host.name(), ports);
        killed.destroyForcibly().waitFor();
        // The kernel closes the descriptors of a killed process in its own time.
        await().until(() -> !host.exec("ip", "-br", "link").contains("hbx"));
    }

    @Test
    void whatNoPortWantsAnyMoreGoes() throws Exception {
        host.exec("ip", "tuntap", "add", "mine", "mode", "tap", "user", "0", "group", "0");
        host.exec("ip", "tuntap", "add", "other", "mode", "tap", "user", "0");
        killADaemonWith("vm0", "mine");
        assertThat(host.exec("ip", "-br", "link")).contains("vm0").doesNotContain("h1 ");

        List<String> removed = host.call(() -> Leftovers.clean("haya0", List.of()));
        assertThat(removed).containsExactlyInAnyOrder("TAP vm0", "redirect on mine");
        assertThat(host.exec("ip", "-br", "link")).doesNotContain("vm0").contains("mine", "other");
        assertThat(host.exec("tc", "qdisc")).doesNotContain("clsact");
        assertThat(host.call(() -> Leftovers.clean("haya0", List.of()))).isEmpty();
    }

    @Test
    void aTapThatAVmmHoldsStaysThoughNoPortWantsIt() throws Exception {
        Process killed = KilledDaemon.start(host.name(), "vm0");
        try (VmmPeer vmm = host.call(() -> VmmPeer.open("vm0", 0))) {
            killed.destroyForcibly().waitFor();
            await().until(() -> !host.exec("ip", "-br", "link").contains("hbx"));
            assertThat(host.call(() -> Leftovers.clean("haya0", List.of()))).containsExactly("redirect on vm0");
            assertThat(host.exec("ip", "-br", "link")).contains("vm0");
            vmm.send(Frames.withHeader(Frames.arpRequest()));
        }
        assertThat(host.call(() -> Leftovers.clean("haya0", List.of()))).containsExactly("TAP vm0");
    }

    @Test
    void anotherBridgesThingsStay() throws Exception {
        host.exec("ip", "tuntap", "add", "mine", "mode", "tap", "user", "0", "group", "0");
        killADaemonWith("vm0", "mine");
        assertThat(host.call(() -> Leftovers.clean("haya1", List.of()))).isEmpty();
        assertThat(host.exec("ip", "-br", "link")).contains("vm0");
        assertThat(host.exec("tc", "filter", "show", "dev", "mine", "ingress")).contains("mirred");
    }

    @Test
    void theNextDaemonTakesOverWithTheVmmStillRunning() throws Exception {
        Process killed = KilledDaemon.start(host.name(), "vm0");
        try (VmmPeer vmm = host.call(() -> VmmPeer.open("vm0", 0))) {
            killed.destroyForcibly().waitFor();
            await().until(() -> !host.exec("ip", "-br", "link").contains("hbx"));
            // Without a bridge the VMM's frames vanish; its write does not fail and the host does not see them.
            vmm.send(Frames.withHeader(Frames.arpRequest()));

            assertThat(host.call(() -> Leftovers.clean("haya0", List.of(VM0)))).isEmpty();
            RecordingSink sink = new RecordingSink();
            OpenPort port = daemon.open(VM0, sink);
            await().until(() -> port.linkState() == LinkState.UP);
            vmm.send(Frames.withHeader(Frames.bare(1, 60)));
            await().until(() -> sink.frames().stream().anyMatch(Frames.ours()));
            assertThat(host.exec("tc", "filter", "show", "dev", "vm0", "ingress")
                            .split("action order", -1))
                    .as("redirects on vm0, one and no second")
                    .hasSize(2);
            assertThat(port.made().created()).contains("vm0");
            daemon.remove(port);
        }
        assertThat(host.exec("ip", "-br", "link")).doesNotContain("vm0", "hbx");
        assertThat(host.exec("tc", "qdisc")).doesNotContain("clsact");
    }

    @Test
    void aDaemonThatLivesIsNotCleanedAway() {
        daemon.open(VM0);
        assertThatThrownBy(() -> host.call(() -> Leftovers.clean("haya0", List.of())))
                .isInstanceOf(DeviceBusyException.class)
                .hasMessageContaining("another daemon runs this bridge")
                .hasMessageContaining("pid " + ProcessHandle.current().pid() + " (");
        assertThat(host.exec("ip", "-br", "link")).contains("vm0");
    }
}
