package dev.hayabashi.daemon.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.ConfigException;
import dev.hayabashi.config.ConfigReader;
import dev.hayabashi.config.HayabashiConfig;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.daemon.api.PlanView.ChangeView;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApplierTest {
    private static final String BEFORE = """
            bridges:
              - name: a
                stp: {priority: 4096}
                auto-attach: "hb-*"
                gateway: {address: 10.0.0.1/24}
                ports:
                  - {name: same, kind: tap}
                  - {name: hot, kind: tap, path-cost: 10}
                  - {name: moved, kind: tap, netns: n1}
                  - {name: kinds, kind: tap}
                  - {name: gone, kind: vm}
              - name: cold
                ports: [{name: c1, kind: tap}, {name: c2, kind: vm}]
              - name: old
                ports: [{name: traveller, kind: tap}]
            """;
    private static final String AFTER = """
            bridges:
              - name: a
                stp: {priority: 8192}
                auto-attach: "vm-*"
                gateway: {address: 10.0.0.2/24}
                ports:
                  - {name: same, kind: tap}
                  - {name: hot, kind: tap, path-cost: 20}
                  - {name: moved, kind: tap, netns: n2}
                  - {name: kinds, kind: vm}
                  - {name: fresh, kind: tap}
                  - {name: traveller, kind: tap}
              - name: cold
                mtu: 9000
                ports: [{name: c1, kind: tap}, {name: c2, kind: vm}, {name: c3, kind: tap}]
              - name: young
                ports: [{name: y1, kind: tap}]
            """;

    private final HayabashiConfig before = numbered(read(BEFORE));
    private final Plan plan = Planner.plan(before, read(AFTER));

    @Test
    void theStepsLeadFromOneToTheOther() throws StepFailure {
        ModelPlant plant = new ModelPlant(before, -1);
        new Applier(plant).apply(plan);
        assertThat(plant.state().keySet()).containsExactlyInAnyOrder("a", "cold", "young");
        HayabashiConfig after = read(AFTER);
        for (BridgeConfig bridge : after.bridges()) {
            assertThat(plant.state().get(bridge.name()))
                    .containsEntry("", bridge.withPorts(List.of()))
                    .containsOnlyKeys(names(bridge));
        }
    }

    @Test
    void onlyWhatChangedIsTouched() throws StepFailure {
        ModelPlant plant = new ModelPlant(before, -1);
        new Applier(plant).apply(plan);
        assertThat(plant.calls)
                .containsExactly(
                        "add port fresh",
                        "change stp a",
                        "auto-attach a",
                        "change port hot",
                        "remove bridge old",
                        "remove port kinds",
                        "remove port gone",
                        "stop gateway a",
                        "remove port moved",
                        "remove bridge cold",
                        "start gateway a",
                        "add port moved",
                        "add port kinds",
                        "add port traveller",
                        "add bridge cold",
                        "add bridge young");
    }

    /** Whichever step fails, all is as it was. */
    @Test
    void itIsAllOrNothing() {
        for (int failing = 0; failing < plan.steps().size(); failing++) {
            ModelPlant plant = new ModelPlant(before, failing);
            var original = plant.state();
            assertThatThrownBy(() -> new Applier(plant).apply(plan))
                    .as("step %d", failing)
                    .isInstanceOf(StepFailure.class)
                    .hasMessageEndingWith("; nothing was changed");
            assertThat(plant.state()).as("step %d: %s", failing, plant.calls).isEqualTo(original);
        }
    }

    @Test
    void theSameAgainIsNothing() {
        assertThat(Planner.plan(before, read(BEFORE)).steps())
                .as("numbers that the daemon gave are no difference")
                .isEmpty();
    }

    @Test
    void aPersonIsToldWhatUsersNotice() {
        assertThat(plan.changes())
                .extracting(change -> name(change) + " " + change.action() + " " + change.effect())
                .containsExactlyInAnyOrder(
                        "old remove link-interrupted",
                        "a/kinds remove link-interrupted",
                        "a/gone remove link-interrupted",
                        "a change gateway-restarted",
                        "a/hot change at-once",
                        "a/moved change link-interrupted",
                        "a/kinds add at-once",
                        "a/fresh add at-once",
                        "a/traveller add at-once",
                        "cold change link-interrupted",
                        "cold/c3 add at-once",
                        "young add at-once",
                        "young/y1 add at-once");
    }

    @Test
    void whatTakesARestartIsNamed() {
        Plan restart = Planner.plan(before, read(BEFORE + "metrics: {listen: \"127.0.0.1:1\"}\n"));
        assertThat(restart.restarts()).containsExactly("metrics: listen: 127.0.0.1:9475 -> 127.0.0.1:1");
    }

    private static String name(ChangeView change) {
        return change.bridge() + (change.port() == null ? "" : "/" + change.port());
    }

    private static String[] names(BridgeConfig bridge) {
        List<String> names = new ArrayList<>(List.of(""));
        bridge.ports().forEach(port -> names.add(port.name()));
        return names.toArray(String[]::new);
    }

    private static HayabashiConfig read(String yaml) {
        try {
            return ConfigReader.read("lab.yaml", yaml);
        } catch (ConfigException e) {
            throw new AssertionError(e);
        }
    }

    /** As the daemon numbers them. */
    private static HayabashiConfig numbered(HayabashiConfig config) {
        return config.withBridges(config.bridges().stream()
                .map(bridge -> {
                    List<PortConfig> ports = new ArrayList<>();
                    bridge.ports().forEach(port -> ports.add(port.withNumber(ports.size() + 1)));
                    return bridge.withPorts(ports);
                })
                .toList());
    }
}
