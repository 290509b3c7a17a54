package dev.hayabashi.daemon.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.daemon.doctor.Setup.BridgeSetup;
import dev.hayabashi.daemon.doctor.Setup.PortSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults that cannot be made for real in a namespace: programs that need a system bus, switches of the whole kernel. */
class FilesOfOthersTest {
    /** Interface index of {@code lo} in every namespace. */
    private static final String INDEX = "1";

    @TempDir
    private Path root = Path.of("");

    private Surroundings around = surroundings();

    private Surroundings surroundings() {
        BridgeSetup bridge = new BridgeSetup(
                "lab0",
                1500,
                Optional.empty(),
                false,
                false,
                Optional.empty(),
                List.of(new PortSetup("lo", "netdev", "lo", Optional.empty(), 1500)));
        return new Surroundings(
                root, new Setup(List.of(bridge)), root.resolve("sock"), root.resolve("state"), Optional.empty());
    }

    @BeforeEach
    void inTheDirectory() {
        around = surroundings();
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void networkManagerHasTakenANetdev() throws IOException, CannotLookException {
        write("run/NetworkManager/devices/" + INDEX, "[device]\nmanaged=false\n");
        assertThat(new ManagerCheck().look(around)).extracting(Finding::level).containsExactly("ok");
        write("run/NetworkManager/devices/" + INDEX, "[device]\nmanaged=true\nconnection-uuid=1\n");
        Finding finding = new ManagerCheck().look(around).get(0);
        assertThat(finding.level()).isEqualTo("fail");
        assertThat(finding.text()).startsWith("NetworkManager manages lo");
        assertThat(finding.mend().get(0)).contains("unmanaged-devices=interface-name:lo");
    }

    @Test
    void networkdHasTakenANetdev() throws IOException, CannotLookException {
        write("run/systemd/netif/links/" + INDEX, "# private\nADMIN_STATE=unmanaged\nOPER_STATE=carrier\n");
        assertThat(new ManagerCheck().look(around)).extracting(Finding::level).containsExactly("ok");
        write("run/systemd/netif/links/" + INDEX, "# private\nADMIN_STATE=configuring\nOPER_STATE=carrier\n");
        Finding finding = new ManagerCheck().look(around).get(0);
        assertThat(finding.level()).isEqualTo("fail");
        assertThat(finding.mend().get(0)).contains("Unmanaged=yes");
    }

    @Test
    void ioUringIsSwitchedOff() throws IOException {
        write("proc/sys/kernel/io_uring_disabled", "2\n");
        Finding finding = new IoUringCheck().look(around).get(0);
        assertThat(finding.level()).isEqualTo("warn");
        assertThat(finding.text()).contains("kernel.io_uring_disabled is 2", "epoll is used instead");
        assertThat(finding.mend()).containsExactly("sysctl -w kernel.io_uring_disabled=0");
    }

    @Test
    void capabilitiesOfTheProcessAreRead() throws IOException, CannotLookException {
        write("proc/self/status", "Name:\tx\nCapEff:\t0000000000001000\n");
        List<Finding> findings = new CapabilitiesCheck().look(around);
        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).text()).contains("CAP_NET_RAW", "kind netdev");
        write("proc/self/status", "Name:\tx\nCapEff:\t000001ffffffffff\n");
        assertThat(new CapabilitiesCheck().look(around))
                .extracting(Finding::level)
                .containsExactly("ok");
        write("proc/misc", "200 vhost\n");
        assertThat(new CapabilitiesCheck().look(around).get(0).mend()).containsExactly("modprobe tun");
    }
}
