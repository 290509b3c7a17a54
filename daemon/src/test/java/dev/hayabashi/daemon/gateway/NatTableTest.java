package dev.hayabashi.daemon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.config.Cidr;
import org.junit.jupiter.api.Test;

class NatTableTest {
    @Test
    void namesOfDifferentBridgesNeverMeet() {
        assertThat(NatTable.name("haya0")).isEqualTo("hayabashi_haya0");
        assertThat(NatTable.name("br-1")).isEqualTo("hayabashi_br_2d1");
        assertThat(NatTable.name("br_2d1")).isNotEqualTo(NatTable.name("br-1")).isEqualTo("hayabashi_br_5f2d1");
        assertThat(NatTable.name("橋")).isEqualTo("hayabashi__e6_a9_8b");
    }

    @Test
    void everyRuleIsAboutTheBridgeOrItsNetwork() {
        String rules = NatTable.rules("haya0", Cidr.parse("10.1.2.129/25").orElseThrow());
        assertThat(rules).startsWith("table ip hayabashi_haya0\ndelete table ip hayabashi_haya0\n");
        assertThat(rules.lines()
                        .map(String::strip)
                        .filter(line -> line.matches(".*(accept|reject|return|masquerade)$"))
                        .toList())
                .hasSize(8)
                .allMatch(line -> line.contains("\"haya0\"") || line.startsWith("ip saddr 10.1.2.128/25"));
    }

    @Test
    void guestsThatAreShutInAreRefusedInBothDirectionsAndFamilies() {
        String rules = NatTable.isolationRules("haya0", true);
        assertThat(rules).contains("table ip hayabashi_haya0 {").contains("table ip6 hayabashi_haya0 {");
        assertThat(rules.lines()
                        .map(String::strip)
                        .filter(line -> line.endsWith("reject"))
                        .toList())
                .containsExactly(
                        "iifname \"haya0\" reject",
                        "oifname \"haya0\" reject",
                        "iifname \"haya0\" reject",
                        "oifname \"haya0\" reject");
        assertThat(NatTable.isolationRules("haya0", false))
                .doesNotContain("ip6")
                .doesNotContain("masquerade");
    }
}
