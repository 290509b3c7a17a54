package dev.hayabashi.daemon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemResolversTest {
    @TempDir
    private Path directory = Path.of("");

    private SystemResolvers resolvers(String... forward) throws IOException {
        InetAddress gateway = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
        return new SystemResolvers(directory.resolve("resolv.conf"), List.of(forward), gateway);
    }

    @Test
    void systemStandsForTheFileWithoutTheGatewayItself() throws IOException {
        SystemResolvers resolvers = resolvers("10.0.0.9#5353", "system");
        assertThat(resolvers.now()).hasToString("[10.0.0.9#5353]");
        assertThat(resolvers.changed()).isEmpty();
        Files.writeString(
                directory.resolve("resolv.conf"),
                "# c\nsearch lab\nnameserver 10.0.0.1\nnameserver\t127.0.0.53\nnameserver fd00::1\nnameserver host\n");
        assertThat(resolvers.changed().orElseThrow())
                .hasToString("[10.0.0.9#5353, 127.0.0.53#53, fd00:0:0:0:0:0:0:1#53]");
        assertThat(resolvers.changed()).isEmpty();
    }

    @Test
    void withoutSystemTheFileDoesNotMatter() throws IOException {
        Files.writeString(directory.resolve("resolv.conf"), "nameserver 10.9.9.9\n");
        SystemResolvers resolvers = resolvers("10.0.0.9");
        assertThat(resolvers.now()).hasToString("[10.0.0.9#53]");
        assertThat(resolvers.changed()).isEmpty();
    }
}
