package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.FramePeer;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.NetNs;
import dev.hayabashi.it.fixture.TestFrame;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which frames come to the host, by its gateway netdev: those for it, and what every port gets. Counterpart of the kernel's
 * {@code local_termination.sh}; where the kernel filters unknown unicast and unregistered multicast by its own lists, the host
 * is a port like any other here and gets what is flooded.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalTerminationIT {
    private static final String GATEWAY = "02:00:00:00:09:fe";
    private static final String BRIDGE = "02:00:00:00:09:ff";
    private static final String A = "0a:00:00:00:00:01";
    private static final String B = "0a:00:00:00:00:02";

    private final Lab lab = Lab.open();
    private final NetNs ends = lab.silentNamespace("ends");
    private FramePeer guests;
    private FramePeer host;

    @BeforeAll
    @SuppressWarnings("NullAway.Init")
    void start() {
        lab.start("""
                state-dir: %s
                bridges:
                  - name: haya0
                    mac: "%s"
                    gateway: {address: 10.9.0.254/24, mac: "%s", nat: false}
                    ports:
                      - {name: p1, kind: tap, edge: true, netns: %s}
                      - {name: p2, kind: tap, edge: true, netns: %4$s}
                """.formatted(lab.directory().resolve("state"), BRIDGE, GATEWAY, ends.name()))
                .api()
                .awaitForwarding("p2");
        guests = lab.peer(ends, List.of("p1", "p2"));
        host = lab.peer(lab.host(), List.of("haya0"));
        // B is known behind p2.
        guests.arrivals("p2", TestFrame.of(TestFrame.BROADCAST, B), 1);
    }

    @AfterAll
    void close() {
        lab.close();
    }

    /** Sends from p1; how many copies came to the host, which has traffic of its own as well. */
    private long atHost(TestFrame frame, boolean expected) {
        host.clear();
        guests.clear();
        guests.send("p1", frame);
        return copies(host.collect(expected ? 1 : 0).getOrDefault("haya0", List.of()), frame);
    }

    private long atNeighbour(TestFrame frame) {
        return copies(guests.collect(0).getOrDefault("p2", List.of()), frame);
    }

    private static long copies(List<TestFrame> arrived, TestFrame frame) {
        return arrived.stream().filter(frame::equals).count();
    }

    @ParameterizedTest
    @CsvSource({
        // destination, at the host, at the other guest
        GATEWAY + ", 1, 0",
        TestFrame.BROADCAST + ", 1, 1",
        "01:00:5e:00:00:fb, 1, 1",
        "33:33:00:00:00:01, 1, 1",
        "0a:00:00:00:00:77, 1, 1",
        B + ", 0, 1",
        BRIDGE + ", 0, 0",
        "01:80:c2:00:00:00, 0, 0",
        "01:80:c2:00:00:0e, 0, 0"
    })
    void eachKindOfDestination(String destination, int copiesAtHost, int copiesAtNeighbour) {
        TestFrame frame = TestFrame.of(destination, A);
        assertThat(atHost(frame, copiesAtHost == 1)).as("at the host").isEqualTo(copiesAtHost);
        assertThat(atNeighbour(frame)).as("at the other guest").isEqualTo(copiesAtNeighbour);
    }

    @Test
    void taggedFrameReachesAVlanNetdevOfTheHost() {
        assertThat(atHost(TestFrame.of(GATEWAY, A, "8100002a", 100), true)).isEqualTo(1);
    }

    @Test
    void aGuestThatForgesTheHostsAddressDoesNotDrawItsTraffic() {
        guests.send("p2", TestFrame.of(TestFrame.BROADCAST, GATEWAY));
        TestFrame frame = TestFrame.of(GATEWAY, A);
        assertThat(atHost(frame, true)).isEqualTo(1);
        assertThat(atNeighbour(frame)).isZero();
    }
}
