package dev.hayabashi.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ConfigReaderTest {
    private static final String LAB = """
            bridges:
              - name: haya0
                mtu: 9000
                ageing-time: 5m
                mac: 52:54:00:00:00:09
                mac-table: {limit: 100}
                stp: {mode: stp, priority: 4096, hello-time: 1, max-age: 6, forward-delay: 4, tx-hold-count: 3}
                ports:
                  - {name: vm0, kind: vm, owner: "1000:1000"}
                  - {name: h1, kind: tap, netns: h1, address: 192.168.122.200/24}
                  - name: eth1
                    kind: netdev
                    edge: false
                    path-cost: 20000
                    static: [02:00:00:00:00:01]
              - {name: quiet, stp: off}
            control: {socket: /tmp/s, group: lab}
            """;

    @Test
    void emptyDocumentsAreTheDefault() throws ConfigException {
        for (String text : List.of("", "\n", "# nothing\n", "---\n", "~", "null", "{}", "bridges:\n", "\uFEFF")) {
            assertThat(ConfigReader.read("f", text)).as(text).isEqualTo(HayabashiConfig.DEFAULT);
        }
        assertThat(HayabashiConfig.DEFAULT.bridges()).containsExactly(BridgeConfig.LOOK_ALIKE);
        assertThat(BridgeConfig.DEFAULT.name()).isEqualTo("haya0");
        assertThat(BridgeConfig.DEFAULT.stp())
                .isEqualTo(new StpConfig(
                        StpMode.RSTP, 32768, 2, 20, 15, 6, PathCostMethod.LONG, 0, ReservedPolicy.STANDARD));
    }

    @Test
    void everyValueArrives() throws ConfigException {
        HayabashiConfig c = ConfigReader.read("lab.yaml", new StringReader(LAB));
        BridgeConfig b = c.bridge("haya0").orElseThrow();
        assertThat(b.mtu()).isEqualTo(9000);
        assertThat(b.ageingTimeSeconds()).isEqualTo(300);
        assertThat(b.mac()).contains(new MacAddress(0x525400000009L));
        assertThat(b.macTableLimit()).isEqualTo(100);
        assertThat(b.stp())
                .isEqualTo(
                        new StpConfig(StpMode.STP, 4096, 1, 6, 4, 3, PathCostMethod.LONG, 0, ReservedPolicy.STANDARD));
        assertThat(b.port("vm0").orElseThrow().link().owner()).contains(new Owner("1000", Optional.of("1000")));
        PortConfig h1 = b.port("h1").orElseThrow();
        assertThat(h1.link().netns()).contains("h1");
        assertThat(h1.link().addresses())
                .containsExactly(Cidr.parse("192.168.122.200/24").orElseThrow());
        PortConfig eth1 = b.port("eth1").orElseThrow();
        assertThat(eth1.stp().pathCost()).isEqualTo(20000);
        assertThat(eth1.relay().staticMacs()).containsExactly(new MacAddress(0x020000000001L));
        assertThat(c.bridge("quiet").orElseThrow().stp().mode()).isEqualTo(StpMode.OFF);
        assertThat(c.control()).isEqualTo(new ControlConfig("/tmp/s", Optional.of("lab"), Optional.empty()));
    }

    @Test
    void guestsAreGuardedEdgePortsAndCablesAreNot() throws ConfigException {
        PortConfig vm = ConfigReader.readPort("r", "{name: a, kind: vm}");
        assertThat(vm.stp().edge()).isEqualTo(Tristate.TRUE);
        assertThat(vm.stp().bpduGuard()).isTrue();
        PortConfig tap = ConfigReader.readPort("r", "{name: a, kind: tap}");
        assertThat(tap.stp().edge()).isEqualTo(Tristate.AUTO);
        assertThat(tap.stp().bpduGuard()).isFalse();
        PortConfig netdev = ConfigReader.readPort("r", "{name: a, kind: netdev}");
        assertThat(netdev.stp().edge()).isEqualTo(Tristate.FALSE);
        assertThat(netdev.stp().bpduGuard()).isFalse();
        assertThat(PortStp.defaults(PortKind.STREAM)).isEqualTo(PortStp.defaults(PortKind.VM));
    }

    @Test
    void remembersWhereEachValueWasWritten() throws ConfigException {
        Positions at = ConfigReader.read("lab.yaml", LAB).positions();
        assertThat(at.port("haya0", "eth1", "edge")).contains(new Position(13, 9));
        assertThat(at.port("haya0", "eth1", "bpdu-guard")).isEmpty();
        assertThat(at.cite("bridge/haya0/port/eth1/edge")).contains("lab.yaml:13");
        assertThat(at.bridge("haya0", "stp/priority")).contains(new Position(7, 22));
        assertThat(at.bridge("haya0", "mac-table/limit")).contains(new Position(6, 17));
        assertThat(at.bridge("quiet", "stp/mode")).contains(new Position(16, 24));
        assertThat(at.find("control/group")).contains(new Position(17, 27));
        assertThat(at.find("bridge/haya0/port/vm0")).contains(new Position(9, 9));
    }

    @Test
    void jsonIsTakenToo() throws ConfigException {
        PortConfig p = ConfigReader.readPort(
                "request",
                "{\"name\":\"vm\\u0030\",\t\"kind\":\"vm\",\r\n\"mtu\":1400, \"edge\": \"auto\"}"
                        .replace("\"auto\"", "false"));
        assertThat(p.name()).isEqualTo("vm0");
        assertThat(p.link().mtu()).isEqualTo(OptionalInt.of(1400));
        assertThat(p.stp().edge()).isEqualTo(Tristate.FALSE);
    }

    @Test
    void onePortIsCheckedLikeInAFile() {
        assertThatThrownBy(() ->
                        ConfigReader.readPort("request", "{\"name\": \"a\", \"kind\": \"vm\", \"portfast\": true}"))
                .hasMessage("request:1:29: unknown key 'portfast'; did you mean 'edge'?");
        assertThatThrownBy(() -> ConfigReader.readPort("request", ""))
                .hasMessageContaining("request:1:1: a port needs a name");
        assertThatThrownBy(() -> ConfigReader.readPort("request", "{"))
                .hasMessageStartingWith("request:1:2: not valid");
    }

    @Test
    void aPatchChangesWhatItNames() throws ConfigException {
        PortConfig vm = ConfigReader.readPort("r", "{name: a, kind: vm, owner: alice, path-cost: 7, mtu: 1400}");
        PortConfig patched = ConfigReader.patchPort("r", "{path-cost: 9, owner: null, edge: auto}", vm);
        assertThat(patched.stp().pathCost()).isEqualTo(9);
        assertThat(patched.link().owner()).isEmpty();
        assertThat(patched.stp().edge()).isEqualTo(Tristate.AUTO);
        assertThat(patched.link().mtu()).isEqualTo(OptionalInt.of(1400));
        assertThat(ConfigReader.patchPort("r", "", vm)).isEqualTo(vm);
        assertThat(ConfigReader.patchPort("r", "{name: a, kind: vm}", vm)).isEqualTo(vm);
        assertThat(ConfigReader.patchPort("r", "{edge: null}", patched).stp().edge())
                .isEqualTo(Tristate.TRUE);
    }

    @Test
    void aPatchIsCheckedAgainstWhatStays() throws ConfigException {
        PortConfig vm = ConfigReader.readPort("r", "{name: a, kind: vm}");
        assertThatThrownBy(() -> ConfigReader.patchPort("r", "{loop-guard: true}", vm))
                .hasMessageContaining("'loop-guard: true' excludes 'edge: true'");
        assertThatThrownBy(() -> ConfigReader.patchPort("r", "{kind: tap}", vm))
                .hasMessage("r:1:8: the kind of port 'a' cannot be changed; remove the port and add another one");
        assertThatThrownBy(() -> ConfigReader.patchPort("r", "{name: b}", vm))
                .hasMessage("r:1:8: the name of port 'a' cannot be changed; remove the port and add another one");
    }

    @Test
    void theThreeTimesMoveTogether() throws ConfigException {
        StpConfig lab = ConfigReader.patchStp("r", "{max-age: 6, forward-delay: 4}", StpConfig.DEFAULT);
        assertThat(lab.maxAgeSeconds()).isEqualTo(6);
        assertThat(lab.forwardDelaySeconds()).isEqualTo(4);
        assertThat(ConfigReader.patchStp("r", "off", lab).mode()).isEqualTo(StpMode.OFF);
        assertThatThrownBy(() -> ConfigReader.patchStp("r", "{forward-delay: 4}", StpConfig.DEFAULT))
                .hasMessageStartingWith("r:1:17: 2 x (forward-delay - 1) must be at least max-age");
    }

    @Test
    void configurationsMadeOfPartsAreCheckedAsAWhole() throws ConfigException {
        PortConfig p = PortConfig.of("a", PortKind.TAP);
        HayabashiConfig twice =
                HayabashiConfig.DEFAULT.withBridges(List.of(BridgeConfig.DEFAULT.withPorts(List.of(p, p))));
        assertThatThrownBy(() -> ConfigReader.check("request", twice)).hasMessage("request: port 'a' is there twice");
        ConfigReader.check("request", HayabashiConfig.DEFAULT);
    }

    @Test
    void addressesArePrintedAsPeopleWriteThem() {
        for (String a :
                List.of("10.0.0.1/8", "fd00::1/64", "::/0", "::1/128", "1::/16", "1:0:2::3/64", "1::2:0:0:3/128")) {
            assertThat(Cidr.parse(a).orElseThrow()).hasToString(a.equals("1::2:0:0:3/128") ? "1::2:0:0:3/128" : a);
        }
        assertThat(Cidr.parse("::ffff:1.2.3.4/128")).isEmpty();
        assertThat(new MacAddress(0xFFL)).hasToString("00:00:00:00:00:ff");
    }
}
