package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.TapSegment;
import dev.hayabashi.it.fixture.TestFrame;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** What a guest may try by sending frames, on real TAPs and with real time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileGuestIT {
    private static final String A = "0a:00:00:00:00:01";
    private static final String B = "0a:00:00:00:00:02";
    private static final String GROUP = "01:00:5e:01:02:03";
    private static final String UNKNOWN = "0a:00:00:00:77:77";
    /** IPv4, UDP from port 67 to 68. */
    private static final String DHCP_REPLY =
            "080045000030000000004011" + "0000" + "0a000001" + "ffffffff" + "00430044001c0000";

    private final TapSegment segment = TapSegment.of(3);

    @AfterEach
    void reset() {
        segment.set("p1", """
                {"profile": null, "storm-control": null, "rate-limit": null, "ip-source-guard": null, "edge": true,
                 "dhcp-guard": null, "transparent": null}
                """);
        segment.set("p2", "{\"transparent\": null, \"rate-limit\": null}");
        segment.reset();
    }

    @AfterAll
    void close() {
        segment.close();
    }

    private int arrivedAt(String port, String destination, int count) {
        TestFrame frame = TestFrame.of(destination, A);
        segment.peer().clear();
        segment.peer().send("p1", frame, count, 0);
        return segment.peer().collect(1).getOrDefault(port, List.of()).size();
    }

    private List<JsonNode> events(String type) {
        return segment.api()
                .get("/v1/events?after=0")
                .path("events")
                .valueStream()
                .filter(event -> event.path("type").asString().equals(type))
                .toList();
    }

    @Test
    void stormIsHeldToItsRateAndTold() {
        segment.set("p1", "{\"storm-control\": {\"broadcast\": 50, \"multicast\": 60, \"unknown-unicast\": 70}}");
        // The buckets refill while the frames are sent.
        assertThat(arrivedAt("p2", TestFrame.BROADCAST, 1000)).isBetween(50, 300);
        assertThat(arrivedAt("p2", GROUP, 1000)).isBetween(60, 300);
        assertThat(arrivedAt("p3", UNKNOWN, 1000)).isBetween(70, 300);
        assertThat(segment.api().drops("p1", "storm_broadcast")).isGreaterThan(600);
        assertThat(segment.api().drops("p1", "storm_multicast")).isGreaterThan(600);
        assertThat(segment.api().drops("p1", "storm_unknown_unicast")).isGreaterThan(600);
        assertThat(events("storm.started")).anySatisfy(event -> {
            assertThat(event.path("port").asString()).isEqualTo("p1");
            assertThat(event.path("text").asString()).contains(A);
        });
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(events("storm.ended")).isNotEmpty());
    }

    @Test
    void rateLimitOfFirecrackersShapeHoldsBothDirections() {
        segment.hear("p2", B);
        segment.set("p1", "{\"rate-limit\": {\"rx\": {\"ops\": {\"size\": 40, \"refill_time\": 1000}}}}");
        assertThat(arrivedAt("p2", B, 1000)).isBetween(40, 300);
        assertThat(segment.api().drops("p1", "rate_limit")).isGreaterThan(600);
        segment.set("p1", "{\"rate-limit\": \"off\"}");
        segment.set("p2", "{\"rate-limit\": {\"tx\": {\"bandwidth\": {\"size\": 6000, \"refill_time\": 1000}}}}");
        assertThat(arrivedAt("p2", B, 1000)).isBetween(100, 500);
        assertThat(segment.api().drops("p2", "egress_rate_limit")).isGreaterThan(400);
    }

    @Test
    void rogueDhcpServerIsShutOutWithoutAGateway() {
        TestFrame reply = TestFrame.of(TestFrame.BROADCAST, A, DHCP_REPLY, 60);
        TestFrame tagged = TestFrame.of(TestFrame.BROADCAST, A, "81000000" + DHCP_REPLY, 64);
        // The peer listens to its own EtherType only: what is dropped and what is not is in the counters.
        segment.peer().send("p1", reply);
        segment.hear("p1", A);
        assertThat(segment.api().drops("p1", "dhcp_guard")).isZero();
        segment.set("p1", "{\"dhcp-guard\": true}");
        segment.peer().send("p1", reply);
        segment.peer().send("p1", tagged);
        segment.hear("p1", A);
        assertThat(segment.api().drops("p1", "dhcp_guard")).isEqualTo(2);
    }

    @Test
    void profileSaysWhatItComesTo() {
        segment.set("p1", "{\"profile\": \"locked\", \"isolated\": false}");
        JsonNode port = segment.api().port("p1");
        assertThat(port.path("profile").asString()).isEqualTo("locked");
        JsonNode settings = port.path("settings");
        assertThat(settings.path("isolated").asBoolean()).isFalse();
        assertThat(settings.path("ip-source-guard").asBoolean()).isTrue();
        assertThat(settings.path("mac-limit").asInt()).isEqualTo(1);
        assertThat(settings.path("storm-control").path("broadcast").asInt()).isEqualTo(2000);
        assertThat(segment.daemon().cli("ports").output()).contains("PROFILE").contains("locked");
    }

    @Test
    void oneAddressOnTwoPortsIsToldAndDamped() {
        TestFrame frame = TestFrame.of(B, A);
        for (int i = 0; i < 10; i++) {
            for (String port : List.of("p1", "p2")) {
                segment.peer().send(port, frame);
                Awaitility.await().until(() -> segment.api().fdb().containsKey(A));
            }
        }
        assertThat(segment.api().drops("p1", "mac_flapping") + segment.api().drops("p2", "mac_flapping"))
                .isPositive();
        assertThat(events("station.duplicate"))
                .anySatisfy(event ->
                        assertThat(event.path("fields").path("mac").asString()).isEqualTo(A));
    }

    @Test
    void transparentPortsCarryWhatACableWould() {
        TestFrame lldp = TestFrame.of("01:80:c2:00:00:0e", A);
        assertThat(segment.peer().arrivals("p1", lldp, 0)).isEmpty();
        segment.set("p1", "{\"transparent\": true}");
        segment.set("p2", "{\"transparent\": true}");
        assertThat(segment.peer().arrivals("p1", lldp, 1)).isEqualTo(Map.of("p2", 1));
    }
}
