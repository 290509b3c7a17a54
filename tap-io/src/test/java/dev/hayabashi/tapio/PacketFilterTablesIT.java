package dev.hayabashi.tapio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.tapio.fixture.DaemonSide;
import dev.hayabashi.tapio.fixture.NetNs;
import dev.hayabashi.tapio.netlink.PacketFilterTables;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the kernel says of nftables is what nft says. */
class PacketFilterTablesIT {
    private final DaemonSide daemon = new DaemonSide();
    private final NetNs host = daemon.namespace();

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void namesTheTablesOfAFamily() {
        assertThat(host.call(() -> PacketFilterTables.names(PacketFilterTables.IPV4)))
                .isEmpty();
        host.exec("nft", "add", "table", "ip", "hayabashi_haya0");
        host.exec("nft", "add", "table", "ip6", "other");
        assertThat(host.call(() -> PacketFilterTables.names(PacketFilterTables.IPV4)))
                .containsExactly("hayabashi_haya0");
        assertThat(host.call(() -> PacketFilterTables.names(PacketFilterTables.IPV6)))
                .containsExactly("other");
    }

    @Test
    void hearsOfMoreThanOneAnswerHolds() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            made.add("a_name_that_takes_room_" + i);
        }
        host.exec(
                "nft",
                String.join(
                        "; ", made.stream().map(name -> "add table ip " + name).toList()));
        assertThat(host.call(() -> PacketFilterTables.names(PacketFilterTables.IPV4)))
                .containsExactlyInAnyOrderElementsOf(made);
    }
}
