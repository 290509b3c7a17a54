package dev.hayabashi.daemon.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.daemon.doctor.ForwardRules.Closed;
import dev.hayabashi.daemon.doctor.ForwardRules.Direction;
import org.junit.jupiter.api.Test;

class ForwardRulesTest {
    /** What iptables-nft makes for Docker, as {@code nft -j list ruleset} prints it. */
    private static final String DOCKER = """
            {"nftables": [
              {"metainfo": {"version": "1.0.6", "json_schema_version": 1}},
              {"table": {"family": "ip", "name": "filter", "handle": 1}},
              {"chain": {"family": "ip", "table": "filter", "name": "DOCKER-USER", "handle": 2}},
              {"chain": {"family": "ip", "table": "filter", "name": "FORWARD", "handle": 3,
                         "type": "filter", "hook": "forward", "prio": 0, "policy": "drop"}},
              {"rule": {"family": "ip", "table": "filter", "chain": "FORWARD", "handle": 4,
                        "expr": [{"counter": {"packets": 0, "bytes": 0}}, {"jump": {"target": "DOCKER-USER"}}]}},
              {"rule": {"family": "ip", "table": "filter", "chain": "FORWARD", "handle": 5,
                        "expr": [{"match": {"op": "==", "left": {"meta": {"key": "oifname"}}, "right": "docker0"}},
                                 {"xt": {"type": "match", "name": "conntrack"}}, {"accept": null}]}},
              {"rule": {"family": "ip", "table": "filter", "chain": "FORWARD", "handle": 6,
                        "expr": [{"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "docker0"}},
                                 {"accept": null}]}}%s
            ]}
            """;

    private static ForwardRules rules(String more) throws CannotLookException {
        return ForwardRules.parse(DOCKER.formatted(more));
    }

    private static String rule(String chain, String expressions) {
        return ", {\"rule\": {\"family\": \"ip\", \"table\": \"filter\", \"chain\": \"" + chain + "\", \"expr\": ["
                + expressions + "]}}";
    }

    private static String device(String key, String name) {
        return "{\"match\": {\"op\": \"==\", \"left\": {\"meta\": {\"key\": \"" + key + "\"}}, \"right\": \"" + name
                + "\"}}";
    }

    @Test
    void dockerClosesForwardAndAdmitsItsOwn() throws CannotLookException {
        ForwardRules rules = rules("");
        Closed forward = rules.closed().get(0);
        assertThat(rules.closed()).hasSize(1);
        assertThat(forward).hasToString("table ip filter, chain FORWARD");
        assertThat(rules.admits(forward, "haya0", Direction.OUT)).isFalse();
        assertThat(rules.admits(forward, "haya0", Direction.BACK)).isFalse();
        assertThat(rules.admits(forward, "docker0", Direction.OUT)).isTrue();
        assertThat(rules.admits(forward, "docker0", Direction.BACK)).isTrue();
        assertThat(rules.hasChain("ip", "filter", "DOCKER-USER")).isTrue();
    }

    @Test
    void aRuleInAChainThatIsJumpedToAdmits() throws CannotLookException {
        ForwardRules rules = rules(rule("DOCKER-USER", device("iifname", "haya*") + ", {\"accept\": null}")
                + rule(
                        "DOCKER-USER",
                        device("oifname", "haya0")
                                + ", {\"match\": {\"op\": \"in\", \"left\": {\"ct\": {\"key\": \"state\"}}, \"right\":"
                                + " [\"established\", \"related\"]}}, {\"accept\": null}"));
        Closed forward = rules.closed().get(0);
        assertThat(rules.admits(forward, "haya0", Direction.OUT)).isTrue();
        assertThat(rules.admits(forward, "haya0", Direction.BACK)).isTrue();
        assertThat(rules.admits(forward, "other0", Direction.OUT)).isFalse();
    }

    @Test
    void whatOnlyLetsAnswersThroughDoesNotLetAnybodyOut() throws CannotLookException {
        ForwardRules rules =
                rules(rule("FORWARD", "{\"xt\": {\"type\": \"match\", \"name\": \"conntrack\"}}, {\"accept\": null}"));
        Closed forward = rules.closed().get(0);
        assertThat(rules.admits(forward, "haya0", Direction.OUT)).isFalse();
        assertThat(rules.admits(forward, "haya0", Direction.BACK)).isTrue();
    }

    @Test
    void aLastRuleThatRejectsTheRestClosesAsWell() throws CannotLookException {
        ForwardRules rules = ForwardRules.parse("""
                {"nftables": [
                  {"chain": {"family": "inet", "table": "firewalld", "name": "filter_FORWARD",
                             "type": "filter", "hook": "forward", "prio": 10, "policy": "accept"}},
                  {"rule": {"family": "inet", "table": "firewalld", "chain": "filter_FORWARD",
                            "expr": [{"counter": null}, {"reject": {"type": "icmpx"}}]}}
                ]}
                """);
        assertThat(rules.closed()).extracting(Closed::how).containsExactly("its last rule drops the rest");
    }
}
