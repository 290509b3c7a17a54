package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.NetNs;
import dev.hayabashi.it.fixture.Shell;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a real Prometheus makes of the metrics of a running daemon. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrometheusIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Path DOCS = Path.of("..", "docs");
    private static final Path MONITORING = DOCS.resolve("monitoring");
    private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE (hayabashi_\\S+) (\\S+)$");
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `(hayabashi_\\S+)` \\| (\\S+) \\|");

    private final Lab lab = Lab.open();
    private final NetNs h1 = lab.silentNamespace("h1");
    private final NetNs h2 = lab.silentNamespace("h2");
    private final Daemon daemon =
            lab.start("""
            bridges:
              - name: haya0
                gateway: {address: 10.7.0.1/24, nat: false, dhcp: {range: 10.7.0.10-10.7.0.20}}
                ports:
                  - {name: h1, kind: tap, edge: true, netns: %s}
                  - {name: h2, kind: tap, edge: false, netns: %s}
            state-dir: %s
            """.formatted(h1.name(), h2.name(), lab.directory().resolve("state")));

    @AfterAll
    void close() {
        lab.close();
    }

    private String scrape() {
        return lab.host().run("curl -sS --fail http://127.0.0.1:9475/metrics");
    }

    @Test
    void theScrapeHasWhatThePageSaysAndNothingElse() throws IOException {
        assertThat(pairs(FAMILY, scrape())).isEqualTo(pairs(DOCUMENTED, Files.readString(DOCS.resolve("metrics.md"))));
    }

    @Test
    void processMetersComeInTheSameScrape() {
        assertThat(scrape())
                .contains(
                        "\njvm_memory_used_bytes{",
                        "\nnetty_eventexecutor_tasks_pending{",
                        "\nprocess_uptime_seconds ");
    }

    @Test
    void seriesOfAPortGoWithIt() {
        daemon.cli("port", "add", "brief", "--kind", "tap").orFail();
        assertThat(scrape()).contains("port=\"brief\"");
        daemon.cli("port", "rm", "brief").orFail();
        assertThat(scrape()).doesNotContain("port=\"brief\"").contains("port=\"h1\"");
    }

    @Test
    void aLeaseAndTheTimeThatItTookAreMeasured() {
        daemon.api().awaitForwarding("h1");
        h1.run("busybox udhcpc -i h1 -f -q -n -t 10 -T 1 -s /bin/true");
        assertThat(scrape().lines())
                .contains(
                        "hayabashi_dhcp_leases{bridge=\"haya0\",state=\"bound\"} 1",
                        "hayabashi_dhcp_pool_free{bridge=\"haya0\"} 10",
                        "hayabashi_dhcp_discover_to_ack_seconds_count{bridge=\"haya0\"} 1",
                        "hayabashi_first_frame_delivered_total{bridge=\"haya0\",port=\"h1\"} 1");
    }

    @Test
    void rulesAreGoodAndFireWhenTheyShould() {
        Shell.run("promtool", "check", "rules", MONITORING.resolve("alerts.yml").toString());
        Shell.run(
                "promtool",
                "test",
                "rules",
                MONITORING.resolve("alerts_test.yml").toString());
        Shell.run(
                "promtool",
                "check",
                "config",
                MONITORING.resolve("prometheus.yml").toString());
    }

    @Test
    void aRealPrometheusHoldsTheStateSetAndAnswersEveryPanelAndRule() throws IOException {
        Path directory = lab.directory();
        Path config = directory.resolve("prometheus.yml");
        Files.writeString(
                config, Files.readString(MONITORING.resolve("prometheus.yml")).replace("interval: 5s", "interval: 1s"));
        Files.copy(MONITORING.resolve("alerts.yml"), directory.resolve("alerts.yml"));
        lab.spawn(
                        lab.host(),
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + directory.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:9090")
                .awaitOutput("Server is ready", Duration.ofSeconds(30));
        daemon.api().awaitForwarding("h1");
        Awaitility.await("the state set").atMost(Duration.ofSeconds(30)).until(() -> {
            JsonNode states = query("hayabashi_port_state{port=\"h1\"}");
            List<String> set = new ArrayList<>();
            states.forEach(series -> set.add(series.path("metric").path("state").asString() + "="
                    + series.path("value").path(1).asString()));
            return set.size() == 4 && set.contains("forwarding=1") && set.contains("discarding=0");
        });
        for (String expression : panels()) {
            assertThat(query(expression).isArray()).as(expression).isTrue();
        }
        JsonNode groups = ask("/api/v1/rules").path("data").path("groups");
        groups.path(0)
                .path("rules")
                .forEach(rule -> assertThat(rule.path("health").asString())
                        .as(rule.path("name").asString())
                        .isNotEqualTo("err"));
        assertThat(groups.path(0).path("rules").size()).isEqualTo(10);
    }

    /** Names in panels and rules that no meter has would show nothing for ever. */
    @Test
    void panelsAndRulesNameMetersThatThereAre() throws IOException {
        Set<String> documented = new TreeSet<>();
        DOCUMENTED
                .matcher(Files.readString(DOCS.resolve("metrics.md")))
                .results()
                .forEach(match -> documented.add(match.group(1)));
        String texts = String.join("\n", panels()) + Files.readString(MONITORING.resolve("alerts.yml"));
        Set<String> used = Pattern.compile("hayabashi_[a-z_]+")
                .matcher(texts)
                .results()
                .map(MatchResult::group)
                .map(name -> name.replaceFirst("_(bucket|sum|count)$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented).containsAll(used);
        assertThat(used).hasSizeGreaterThan(15);
    }

    private static List<String> panels() throws IOException {
        JsonNode dashboard = JSON.readTree(Files.readString(MONITORING.resolve("grafana-dashboard.json")));
        List<String> expressions = new ArrayList<>();
        dashboard
                .path("panels")
                .forEach(panel -> panel.path("targets")
                        .forEach(target -> expressions.add(target.path("expr")
                                .asString()
                                .replace("$__rate_interval", "1m")
                                .replace("$__range", "1h")
                                .replace("$instance", ".*")
                                .replace("$bridge", ".*")
                                .replace("$port", ".*"))));
        assertThat(expressions).hasSizeGreaterThan(20);
        return expressions;
    }

    private JsonNode query(String expression) {
        JsonNode answer = ask("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        assertThat(answer.path("status").asString())
                .as("%s: %s", expression, answer)
                .isEqualTo("success");
        return answer.path("data").path("result");
    }

    private JsonNode ask(String path) {
        return JSON.readTree(lab.host().exec("curl", "-sS", "http://127.0.0.1:9090" + path));
    }

    private static Set<String> pairs(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1) + " " + match.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
