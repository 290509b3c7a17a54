package dev.hayabashi.tapio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hayabashi.tapio.fixture.DaemonSide;
import dev.hayabashi.tapio.fixture.NetNs;
import dev.hayabashi.tapio.fixture.RecordingSink;
import dev.hayabashi.tapio.loop.LinkState;
import dev.hayabashi.tapio.netlink.InterfaceAddress;
import dev.hayabashi.tapio.tap.Owner;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TapPortIT {
    static PortSpec.TapSpec tap(String name, NetNs namespace, String address) {
        return new PortSpec.TapSpec(
                "haya0",
                name,
                name,
                new Owner(0, 0),
                false,
                1500,
                OptionalLong.empty(),
                Optional.of(namespace.name()),
                List.of(InterfaceAddress.parse(address)),
                true);
    }

    @Test
    void twoNamespacesPingEachOtherThroughTwoPorts() throws Exception {
        try (DaemonSide daemon = new DaemonSide();
                NetNs left = NetNs.create();
                NetNs right = NetNs.create()) {
            OpenPort a = daemon.open(tap("h1", left, "10.9.0.1/24"));
            OpenPort b = daemon.open(tap("h2", right, "10.9.0.2/24"));
            a.attach(daemon.loop(), new RecordingSink().forwardTo(b.io())).get();
            b.attach(daemon.loop(), new RecordingSink().forwardTo(a.io())).get();
            await().until(() -> a.linkState() == LinkState.UP && b.linkState() == LinkState.UP);

            assertThat(left.exec("ping", "-c3", "-i0.2", "-W1", "10.9.0.2")).contains(" 0% packet loss");
            assertThat(daemon.statistics(a).framesRead()).isPositive();
        }
    }
}
