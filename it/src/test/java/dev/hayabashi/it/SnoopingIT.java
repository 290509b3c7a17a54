package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hayabashi.it.fixture.Checkout;
import dev.hayabashi.it.fixture.ChildProcess;
import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.Hosts;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.NetNs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Multicast snooping with hosts whose IGMP and MLD are Linux's: it believes our queries and we believe its reports. */
class SnoopingIT {
    private static final String GROUP = "239.1.2.3";
    private static final String GROUP_V6 = "ff15::abcd";
    /** Of the link, so that it floods: who has heard it has heard all that was sent before. */
    private static final String MARK = "224.0.0.251";

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Map<String, NetNs> hosts = new LinkedHashMap<>();
    private final Map<String, ChildProcess> listeners = new LinkedHashMap<>();
    private int round;

    @Test
    void framesGoToWhoHasJoinedAndStayThereWhileItAnswers() {
        try (Lab lab = Lab.open()) {
            for (String name : List.of("h1", "h2", "h3", "h4")) {
                hosts.put(name, lab.namespace(name));
            }
            host("h2").run("sysctl -qw net.ipv4.conf.all.force_igmp_version=2");
            host("h4").run("sysctl -qw net.ipv6.conf.all.force_mld_version=1");
            StringBuilder yaml = new StringBuilder("""
                    bridges:
                      - name: haya0
                        multicast-snooping: {enabled: true, query-interval: 2, query-response-interval: 1}
                        ports:
                    """);
            int number = 0;
            for (String name : hosts.keySet()) {
                yaml.append("      - {name: %s, kind: tap, edge: true, netns: %s, address: 10.10.0.%d/24}%n"
                        .formatted(name, host(name).name(), ++number));
            }
            Daemon daemon = lab.start(yaml.toString());
            hosts.keySet().forEach(daemon.api()::awaitForwarding);
            Hosts.awaitIpv6(host("h1"));
            listen(lab, "h2", GROUP);
            listen(lab, "h3", GROUP, GROUP_V6);
            listen(lab, "h4", GROUP_V6);
            ChildProcess bystander = listen(lab, "h1");
            await().atMost(PATIENCE).until(() -> isComplete(daemon));

            assertThat(whoHears(GROUP)).containsExactly("h2", "h3");
            assertThat(whoHears(GROUP_V6)).containsExactly("h3", "h4");
            assertThat(members(daemon, GROUP)).containsExactly("h2", "h3");
            assertThat(daemon.api().drops("h1", "no_listener")).isZero();
            // Twice the query interval and the time to answer are 5 s: who is there after 6 has answered our queries.
            long until = System.nanoTime() + Duration.ofSeconds(6).toNanos();
            await().atMost(PATIENCE).until(() -> System.nanoTime() - until > 0);
            assertThat(members(daemon, GROUP)).containsExactly("h2", "h3");
            assertThat(members(daemon, GROUP_V6)).containsExactly("h3", "h4");

            leave("h2");
            leave("h4");
            await().atMost(PATIENCE)
                    .until(() -> members(daemon, GROUP).equals(List.of("h3"))
                            && members(daemon, GROUP_V6).equals(List.of("h3")));
            listen(lab, "h2");
            listen(lab, "h4");
            assertThat(whoHears(GROUP)).containsExactly("h3");
            assertThat(whoHears("239.9.9.9")).isEmpty();
            assertThat(daemon.api().drops("h1", "no_listener")).isEqualTo(1);
            assertThat(bystander.isAlive()).isTrue();
            String table = daemon.cli("groups").orFail().out();
            assertThat(table)
                    .contains("the bridge asks for members")
                    .contains(GROUP)
                    .contains("h3 (");
        }
    }

    private NetNs host(String name) {
        return Objects.requireNonNull(hosts.get(name), name);
    }

    /** The listener's end is the leave of its groups. */
    private void leave(String host) {
        Objects.requireNonNull(listeners.remove(host), host).kill();
    }

    private ChildProcess listen(Lab lab, String host, String... groups) {
        List<String> command = new ArrayList<>(List.of("python3", Checkout.script("groups.py"), "listen", host));
        command.addAll(List.of(groups));
        ChildProcess listener = lab.spawn(host(host), command.toArray(String[]::new));
        listeners.put(host, listener);
        listener.awaitOutput("joined", PATIENCE);
        return listener;
    }

    /** Sends to a group from h1: the hosts whose netdev it reached. */
    private List<String> whoHears(String group) {
        String text = "round" + ++round;
        host("h1").exec("python3", Checkout.script("groups.py"), "speak", "h1", group, text, MARK, text);
        List<String> heard = new ArrayList<>();
        listeners.forEach((host, listener) -> {
            if (!host.equals("h1")) {
                listener.awaitOutput(MARK + " " + text, PATIENCE);
                if (listener.log().contains(group + " " + text)) {
                    heard.add(host);
                }
            }
        });
        return heard.stream().sorted().toList();
    }

    private static boolean isComplete(Daemon daemon) {
        JsonNode vlans = daemon.get("/v1/groups").path(0).path("vlans");
        return vlans.size() == 2
                && vlans.path(0).path("complete").asBoolean()
                && vlans.path(1).path("complete").asBoolean();
    }

    private static List<String> members(Daemon daemon, String group) {
        List<String> members = new ArrayList<>();
        for (JsonNode each : daemon.get("/v1/groups").path(0).path("groups")) {
            if (each.path("group").asString().equals(group)) {
                each.path("members")
                        .forEach(member -> members.add(member.path("port").asString()));
            }
        }
        return members.stream().sorted().toList();
    }
}
