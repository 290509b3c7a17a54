package dev.hayabashi.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.config.ConfigChange.BridgeAdded;
import dev.hayabashi.config.ConfigChange.BridgeChanged;
import dev.hayabashi.config.ConfigChange.BridgeRemoved;
import dev.hayabashi.config.ConfigChange.DaemonChanged;
import dev.hayabashi.config.ConfigChange.PortAdded;
import dev.hayabashi.config.ConfigChange.PortChanged;
import dev.hayabashi.config.ConfigChange.PortRemoved;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigDiffTest {
    private static List<ConfigChange> diff(String before, String after) throws ConfigException {
        return ConfigDiff.between(ConfigReader.read("before", before), ConfigReader.read("after", after));
    }

    @Test
    void equalConfigurationsHaveNoChanges() throws ConfigException {
        assertThat(diff("bridges: [{mtu: 1500}]", "# moved\n\nbridges:\n- name: haya0"))
                .isEmpty();
    }

    @Test
    void removalsComeBeforeAdditions() throws ConfigException {
        List<ConfigChange> changes = diff(
                "bridges: [{name: a, ports: [{name: p, kind: tap}, {name: q, kind: tap}]}, {name: gone}]",
                "bridges: [{name: new, ports: [{name: p, kind: tap}]}, {name: a, ports: [{name: q, kind: vm}]}]");
        assertThat(changes)
                .extracting(c -> c.getClass().getSimpleName())
                .containsExactly(
                        "BridgeRemoved", "PortRemoved", "PortRemoved", "BridgeAdded", "PortAdded", "PortAdded");
        assertThat(changes.get(0))
                .isInstanceOfSatisfying(
                        BridgeRemoved.class, c -> assertThat(c.bridge().name()).isEqualTo("gone"));
        assertThat(changes.get(3))
                .isInstanceOfSatisfying(
                        BridgeAdded.class, c -> assertThat(c.bridge().ports()).isEmpty());
    }

    @Test
    void namesTheKeysThatChanged() throws ConfigException {
        List<ConfigChange> changes = diff(
                "bridges: [{mtu: 1500, ports: [{name: p, kind: tap, address: 10.0.0.1/8}]}]",
                "{control: {group: lab}, bridges: [{mtu: 9000, ageing-time: 10, mac-table: {limit: 9}, stp: {priority: 0, mode:"
                        + " stp}, ports: [{name: p, kind: tap, edge: true, path-cost: 5}]}]}");
        assertThat(changes).hasSize(3);
        assertThat(((BridgeChanged) changes.get(0)).keys())
                .extracting(Object::toString)
                .containsExactly(
                        "mtu: 1500 -> 9000",
                        "ageing-time: 300s -> 10s",
                        "mac-table.limit: 8192 -> 9",
                        "stp.mode: rstp -> stp",
                        "stp.priority: 32768 -> 0");
        assertThat(((PortChanged) changes.get(1)).keys())
                .extracting(Object::toString)
                .containsExactly("address: 10.0.0.1/8 -> []", "edge: auto -> true", "path-cost: auto -> 5");
        assertThat(((DaemonChanged) changes.get(2)).keys())
                .extracting(Object::toString)
                .containsExactly("group: (none) -> lab");
    }

    /** Applying the changes to the old configuration gives the new one, whatever the two are. */
    @Test
    void changesLeadFromOneToTheOther() {
        for (long seed = 0; seed < 400; seed++) {
            HayabashiConfig before = new Gen(seed).config();
            HayabashiConfig after = new Gen(seed / 3 + 1000).config();
            HayabashiConfig got = apply(before, ConfigDiff.between(before, after));
            for (BridgeConfig b : after.bridges()) {
                BridgeConfig g = got.bridge(b.name()).orElseThrow();
                assertThat(g.ports()).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(b.ports());
                assertThat(g.withPorts(b.ports())).as("seed %d", seed).isEqualTo(b);
            }
            assertThat(got.bridges()).as("seed %d", seed).hasSameSizeAs(after.bridges());
        }
    }

    private static HayabashiConfig apply(HayabashiConfig from, List<ConfigChange> changes) {
        List<BridgeConfig> bridges = new ArrayList<>(from.bridges());
        for (ConfigChange c : changes) {
            if (c instanceof BridgeRemoved r) {
                bridges.removeIf(b -> b.name().equals(r.bridge().name()));
            } else if (c instanceof BridgeAdded a) {
                bridges.add(a.bridge());
            } else if (c instanceof BridgeChanged ch) {
                bridges.replaceAll(
                        b -> b.name().equals(ch.after().name()) ? ch.after().withPorts(b.ports()) : b);
            } else if (c instanceof PortRemoved r) {
                edit(
                        bridges,
                        r.bridge(),
                        ports -> ports.removeIf(p -> p.name().equals(r.port().name())));
            } else if (c instanceof PortAdded a) {
                edit(bridges, a.bridge(), ports -> ports.add(a.port()));
            } else if (c instanceof PortChanged ch) {
                edit(
                        bridges,
                        ch.bridge(),
                        ports ->
                                ports.replaceAll(p -> p.name().equals(ch.after().name()) ? ch.after() : p));
            }
        }
        return from.withBridges(bridges);
    }

    private static void edit(
            List<BridgeConfig> bridges, String name, java.util.function.Consumer<List<PortConfig>> change) {
        bridges.replaceAll(b -> {
            if (!b.name().equals(name)) {
                return b;
            }
            List<PortConfig> ports = new ArrayList<>(b.ports());
            change.accept(ports);
            return b.withPorts(ports);
        });
    }
}
