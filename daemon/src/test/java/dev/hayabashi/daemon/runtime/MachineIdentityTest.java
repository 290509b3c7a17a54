package dev.hayabashi.daemon.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bridges of one name in several namespaces of one machine must not share an address. */
class MachineIdentityTest {
    private static final String INITIAL = "net:[4026531840]";

    @TempDir
    private Path root = Path.of("");

    private String identity(String own) throws IOException {
        link("self", own);
        return new MachineIdentity(root).text();
    }

    private void link(String process, String namespace) throws IOException {
        Path link = root.resolve("proc").resolve(process).resolve("ns/net");
        Files.createDirectories(link.getParent());
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, Path.of(namespace));
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Test
    void namespacesOfOneMachineDiffer() throws IOException {
        write("etc/machine-id", "6f0a\n");
        link("1", INITIAL);
        assertThat(identity("net:[4026532281]")).isEqualTo("6f0a/netns/net:[4026532281]");
        write("run/netns/lab", "");
        Object number = Files.getAttribute(root.resolve("run/netns/lab"), "unix:ino");
        assertThat(identity("net:[" + number + "]")).isEqualTo("6f0a/netns/lab");
        Files.delete(root.resolve("proc/1/ns/net"));
        assertThat(identity("net:[" + number + "]"))
                .as("the machine's first process is hidden")
                .isEqualTo("6f0a/netns/lab");
        write("proc/sys/net/core/dev_weight", "64");
        assertThat(identity(INITIAL)).as("the machine's own").isEqualTo("6f0a");
    }

    @Test
    void addressesFollow() throws IOException {
        write("etc/machine-id", "6f0a");
        link("1", INITIAL);
        link("self", "net:[4026532281]");
        MachineIdentity where = new MachineIdentity(root);
        long here = Addresses.ofBridge(where, "haya0");
        assertThat(Addresses.ofBridge(where, "haya0")).isEqualTo(here);
        assertThat(Addresses.ofBridge(where, "haya1")).isNotEqualTo(here);
        long netdev = Addresses.ofNetdev(where, "haya0", "h1");
        assertThat(Addresses.ofNetdev(where, "haya0", "h1")).isEqualTo(netdev);
        assertThat(List.of(
                        Addresses.ofNetdev(where, "haya0", "h2"),
                        Addresses.ofNetdev(where, "haya1", "h1"),
                        Addresses.ofBridge(where, "h1")))
                .doesNotContain(netdev);
        link("self", "net:[4026532282]");
        assertThat(Addresses.ofBridge(where, "haya0")).isNotEqualTo(here);
        assertThat(Addresses.ofNetdev(where, "haya0", "h1")).isNotEqualTo(netdev);
    }

    /** A container's namespace has another number after each start; its host name stays. */
    @Test
    void containersAreKnownByTheirHostNames() throws IOException {
        write("etc/machine-id", "\n");
        write("proc/sys/kernel/hostname", "box1\n");
        link("1", "net:[4026532281]");
        assertThat(identity("net:[4026532281]")).isEqualTo("box1/box1");
        write("etc/machine-id", "6f0a\n");
        assertThat(identity("net:[4026532281]")).isEqualTo("6f0a/box1");
    }
}
