package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hayabashi.it.fixture.Checkout;
import dev.hayabashi.it.fixture.ChildProcess;
import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.NetNs;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code up --takeover} in the middle of multicast streams, from three event loops to one and back. */
class TakeoverOfGroupsIT {
    private static final String GROUP = "239.1.2.3";
    private static final String GROUP_V6 = "ff15::abcd";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Of some hundreds. */
    private static final int HANDFUL = 5;

    private static final String THREE_LOOPS = "event-loops: 3\n";
    private static final String ONE_LOOP = "event-loops: 1\n";

    @Test
    void streamsGoOnToTheirMembersAndToNobodyElse() throws IOException {
        try (Lab lab = Lab.open()) {
            NetNs speaker = lab.namespace("speaker");
            NetNs member = lab.namespace("member");
            NetNs bystander = lab.namespace("bystander");
            // After so long an interval nobody would be asked again within this test.
            Daemon daemon = lab.start(THREE_LOOPS
                    + """
                    state-dir: %s
                    bridges:
                      - name: haya0
                        multicast-snooping: {enabled: true, query-interval: 60, query-response-interval: 1}
                        ports:
                          - {name: speaker, kind: tap, edge: true, netns: %s, address: 10.10.0.1/24}
                          - {name: member, kind: tap, edge: true, netns: %s, address: 10.10.0.2/24}
                          - {name: bystander, kind: tap, edge: true, netns: %s, address: 10.10.0.3/24}
                    """.formatted(lab.directory().resolve("state"), speaker.name(), member.name(), bystander.name()));
            List.of("speaker", "member", "bystander").forEach(daemon.api()::awaitForwarding);
            ChildProcess hears = listen(lab, member, "member", GROUP, GROUP_V6);
            ChildProcess hearsNothing = listen(lab, bystander, "bystander");
            await().atMost(PATIENCE)
                    .until(() -> vlans(daemon).size() == 2
                            && vlans(daemon)
                                    .valueStream()
                                    .allMatch(vlan -> vlan.path("complete").asBoolean())
                            && members(daemon).size() == 2);
            assertThat(members(daemon)).containsExactly(GROUP + " [member]", GROUP_V6 + " [member]");
            ChildProcess stream =
                    lab.spawn(speaker, "python3", Checkout.script("groups.py"), "stream", "speaker", GROUP, GROUP_V6);
            hears.awaitOutput(GROUP_V6 + " 20\n", PATIENCE);
            // A port that has just begun to forward is sent everything until its hosts have had the time to answer.
            String heardBefore = quiet(hearsNothing);

            Daemon next = daemon;
            for (String loops : List.of(ONE_LOOP, THREE_LOOPS)) {
                Daemon old = next;
                String file = Files.readString(old.config());
                Files.writeString(old.config(), loops + file.substring(file.indexOf('\n') + 1));
                next = lab.takeOver(old);
                assertThat(old.awaitEnd()).isZero();
                assertThat(next.get("/v1/status").path("eventLoops").asInt()).isEqualTo(loops.equals(ONE_LOOP) ? 1 : 3);
                assertThat(members(next)).containsExactly(GROUP + " [member]", GROUP_V6 + " [member]");
                assertBalanced(next);
            }
            int spoken = numbers(hears, GROUP).size();
            await().atMost(PATIENCE).until(() -> numbers(hears, GROUP).size() > spoken + 20);
            stream.kill();
            for (String group : List.of(GROUP, GROUP_V6)) {
                List<Integer> numbers = numbers(hears, group);
                assertThat(numbers).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(100);
                int missing = numbers.get(numbers.size() - 1) - numbers.get(0) + 1 - numbers.size();
                System.out.printf("takeover: %d of %d to %s missing%n", missing, numbers.size(), group);
                assertThat(missing).isLessThanOrEqualTo(HANDFUL);
            }
            assertThat(hearsNothing.log()).as("floods").isEqualTo(heardBefore);
            assertThat(next.api().drops("speaker", "no_listener")).isZero();
        }
    }

    /** What a listener has heard, once it hears no more. */
    private static String quiet(ChildProcess listener) {
        List<String> heard = new ArrayList<>(List.of(""));
        await().pollInterval(Duration.ofMillis(500)).atMost(PATIENCE).until(() -> {
            String now = listener.log();
            return now.equals(heard.set(0, now));
        });
        return heard.get(0);
    }

    private static ChildProcess listen(Lab lab, NetNs host, String netdev, String... groups) {
        List<String> command = new ArrayList<>(List.of("python3", Checkout.script("groups.py"), "listen", netdev));
        command.addAll(List.of(groups));
        ChildProcess listener = lab.spawn(host, command.toArray(String[]::new));
        listener.awaitOutput("joined", PATIENCE);
        return listener;
    }

    private static List<Integer> numbers(ChildProcess listener, String group) {
        String log = listener.log();
        return log.substring(0, log.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.startsWith(group + " "))
                .map(line -> Integer.valueOf(line.substring(group.length() + 1)))
                .toList();
    }

    private static JsonNode vlans(Daemon daemon) {
        return daemon.get("/v1/groups").path(0).path("vlans");
    }

    /** The groups of the test with the ports of their members. */
    private static List<String> members(Daemon daemon) {
        return daemon.get("/v1/groups")
                .path(0)
                .path("groups")
                .valueStream()
                .filter(each ->
                        List.of(GROUP, GROUP_V6).contains(each.path("group").asString()))
                .map(each -> each.path("group").asString() + " "
                        + each.path("members").findValuesAsString("port"))
                .sorted()
                .toList();
    }

    private static void assertBalanced(Daemon daemon) {
        JsonNode fates = daemon.get("/v1/status").path("bridges").path(0).path("frames");
        assertThat(fates.path("received").asLong())
                .isPositive()
                .isEqualTo(fates.path("relayed").asLong()
                        + fates.path("consumed").asLong()
                        + fates.path("dropped").asLong());
    }
}
