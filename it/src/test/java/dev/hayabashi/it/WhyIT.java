package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.NetNs;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The story that the product is for: a DISCOVER that vanishes, and who says so. */
class WhyIT {
    private static final String YAML = """
            bridges:
              - name: haya0
                gateway: {address: 10.5.0.1/24, nat: false, dhcp: {range: 10.5.0.10-10.5.0.20}}
                ports:
                  - name: guest
                    kind: tap
                    netns: %s
                    mac: "0a:00:00:00:00:07"
                    edge: false
            state-dir: %s
            """;
    private static final int LINE_OF_EDGE = 9;

    @Test
    void whyNamesTheLostDiscoverAndTheLineThatLostIt() {
        try (Lab lab = Lab.open()) {
            NetNs guest = lab.silentNamespace("guest");
            Daemon daemon =
                    lab.start(YAML.formatted(guest.name(), lab.directory().resolve("state")));
            guest.attempt("busybox udhcpc -i guest -f -q -n -t 2 -T 1 -s /bin/true");

            String said = daemon.cli("why", "guest").orFail().out();
            assertThat(said.lines().findFirst().orElseThrow())
                    .containsPattern("^\\d+ frames? dropped in DISCARDING .*DHCP DISCOVER ×[12]")
                    .contains("guest is not an edge port because `edge: false` (")
                    .contains("lab.yaml:" + LINE_OF_EDGE + ")")
                    .contains("hayabashi port set guest --edge true");
            assertThat(said).contains("The first frame after the link came up was").contains("it was dropped.");

            JsonNode json = new JsonMapper()
                    .readTree(daemon.cli("why", "guest", "--json").orFail().out());
            JsonNode drops = json.path("ports").path(0).path("drops").path(0);
            assertThat(drops.path("reason").asString()).isEqualTo("port_discarding");
            assertThat(drops.path("kinds").path("DHCP DISCOVER").asInt()).isPositive();

            assertThat(daemon.cli("why", "0a:00:00:00:00:07").orFail().out())
                    .contains("from guest: ")
                    .contains("DHCP DISCOVER");

            daemon.cli("port", "set", "guest", "--edge", "true").orFail();
            guest.run("busybox udhcpc -i guest -f -q -n -t 5 -T 1 -s /bin/true");
            assertThat(daemon.cli("why", "guest").orFail().out())
                    .containsPattern("DHCP: DISCOVER from 0a:00:00:00:00:07 at \\S+ s, OFFER of 10\\.5\\.0\\.\\d+ to"
                            + " .*ACK of 10\\.5\\.0\\.\\d+");
            assertThat(daemon.cli("why", "10.5.0.10").orFail().out())
                    .contains("10.5.0.10 is leased to 0a:00:00:00:00:07");
        }
    }
}
