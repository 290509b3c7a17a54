package dev.hayabashi.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GatewayConfigTest {
    private static GatewayConfig gateway(String text) throws ConfigException {
        return ConfigReader.read("f", "bridges: [{gateway: " + text + "}]")
                .bridges()
                .get(0)
                .gateway()
                .orElseThrow();
    }

    @Test
    void emptyFileIsLikeLibvirtsDefaultNetwork() throws ConfigException {
        BridgeConfig bridge = ConfigReader.read("f", "").bridges().get(0);
        GatewayConfig gateway = bridge.gateway().orElseThrow();
        assertThat(bridge.name()).isEqualTo("haya0");
        assertThat(gateway.address()).hasToString("192.168.122.1/24");
        assertThat(gateway.nat()).isTrue();
        assertThat(gateway.dhcp()).contains(DhcpConfig.DEFAULT);
        assertThat(gateway.dns()).contains(DnsConfig.DEFAULT);
    }

    @Test
    void bridgeWithoutTheKeyIsIsolated() throws ConfigException {
        assertThat(ConfigReader.read("f", "bridges: [{}]").bridges().get(0).gateway())
                .isEmpty();
    }

    @Test
    void gatewayWithoutServicesHasNone() throws ConfigException {
        assertThat(gateway("{address: 10.0.0.1/24}"))
                .isEqualTo(new GatewayConfig(
                        Cidr.parse("10.0.0.1/24").orElseThrow(),
                        false,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void everyValueArrives() throws ConfigException {
        GatewayConfig gateway = gateway(
                "{address: 10.0.0.1/24, nat: true, mac: 02:00:00:00:00:01, ipv6: fd00::1/64, dhcp: {range:"
                        + " 10.0.0.9-10.0.0.20, lease: infinite, identity: port, rapid-commit: false, authoritative: false,"
                        + " max-leases-per-port: 2, options: {42: 10.0.0.3, 119: [a, b]}, hosts: [{mac:"
                        + " \"aa:fc:00:00:00:01\", address: 10.0.0.10, name: web}]}, dns: {domain: x.y, forward: 9.9.9.9}}");
        DhcpConfig dhcp = gateway.dhcp().orElseThrow();
        assertThat(dhcp.ranges().orElseThrow()).hasToString("[10.0.0.9-10.0.0.20]");
        assertThat(dhcp.leaseSeconds()).isZero();
        assertThat(dhcp.identity()).isEqualTo(DhcpIdentity.PORT);
        assertThat(dhcp.rapidCommit()).isFalse();
        assertThat(dhcp.authoritative()).isFalse();
        assertThat(dhcp.maxLeasesPerPort()).isEqualTo(2);
        assertThat(dhcp.options()).isEqualTo(Map.of(42, List.of("10.0.0.3"), 119, List.of("a", "b")));
        DhcpHost web = dhcp.hosts().get(0);
        assertThat(web.mac()).contains(new MacAddress(0xaafc00000001L));
        assertThat(web.address().orElseThrow()).hasToString("10.0.0.10");
        assertThat(web.name()).contains("web");
        assertThat(gateway.dns()).contains(new DnsConfig("x.y", List.of("9.9.9.9")));
        assertThat(gateway.ipv6().orElseThrow()).hasToString("fd00::1/64");
    }

    static String[][] wrong() {
        return new String[][] {
            {"{address: 10.0.0.0/24}", "10.0.0.0 is the network address of its network; write 10.0.0.1/24"},
            {"{address: 10.0.0.255/24}", "10.0.0.255 is the broadcast address of its network; write 10.0.0.1/24"},
            {"{address: 10.0.0.1/31}", "has no room for guests or is too large; write a prefix length of 8..30"},
            {"{ipv6: fd00::1/48}", "hosts make their addresses from a prefix of 64 bits, not 48; write fd00::1/64"},
            {"{dhcp: {range: 10.0.0.2-10.0.0.9}}", "range 10.0.0.2-10.0.0.9 is not inside the gateway's network"},
            {
                "{dhcp: {range: [192.168.122.2-192.168.122.9, 192.168.122.9]}}",
                "ranges 192.168.122.2-192.168.122.9 and 192.168.122.9 overlap"
            },
            {"{address: 10.0.0.1/8, dhcp: {range: 10.1.0.0-10.3.0.0}}", "the range has 131073 addresses; at most 65536"
            },
            {"{dhcp: {options: {51: 7}}}", "option 51 is written by the server itself; remove it"},
            {"{dhcp: {options: {ntp: 7}}}", "'ntp' is not the number of a DHCP option, 1..254"},
            {"{dhcp: {hosts: [{name: a}]}}", "this one has 0 of 'mac', 'client-id' and 'port'"},
            {"{dhcp: {hosts: [{port: p, client-id: '01:02', name: a}]}}", "this one has 2 of"},
            {"{dhcp: {hosts: [{port: p}]}}", "a reservation needs an 'address' or a 'name'"},
            {"{dhcp: {hosts: [{port: p, address: 10.0.0.1}]}}", "10.0.0.1 is not in the gateway's network"},
            {"{dhcp: {hosts: [{port: p, address: 192.168.122.1}]}}", "192.168.122.1 is the gateway's own address"},
            {"{dhcp: {hosts: [{port: p, address: 192.168.122.255}]}}", "no host can have 192.168.122.255"},
            {"{dhcp: {hosts: [{port: p, name: a}, {port: p, name: b}]}}", "port p has a reservation already; the first"
            },
            {"{dhcp: {hosts: [{port: p, name: a}, {port: q, name: a}]}}", "name a has a reservation already"},
            {
                "{dhcp: {hosts: [{port: p, address: 192.168.122.9}, {port: q, address: 192.168.122.9}]}}",
                "address 192.168.122.9 has a reservation already"
            },
            {"{dhcp: {}}, mtu: 500", "mtu 500 is too small for DHCP"},
            {"{nat: true, isolated: true}", "guests that reach nothing behind the host need no NAT"},
            {"{mac: 02:00:00:00:00:01}, mac: 02:00:00:00:00:01", "the gateway of haya0 has the same mac"},
            {"{}, ports: [{name: p, kind: tap, number: 4095}]", "number 4095 is that of the gateway"},
            {
                "{}}, {name: b, gateway: {address: 192.168.0.1/16}",
                "the networks of the gateways of 'haya0' and 'b' overlap"
            },
        };
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void refuses(String text, String message) {
        assertThatThrownBy(() -> gateway(text))
                .hasMessageContaining(message)
                .extracting(e -> ((ConfigException) e).problems())
                .satisfies(problems -> assertThat(problems)
                        .hasSize(1)
                        .allSatisfy(p -> assertThat(p.line()).isEqualTo(1)));
    }
}
