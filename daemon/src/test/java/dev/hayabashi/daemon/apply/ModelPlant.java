package dev.hayabashi.daemon.apply;

import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.HayabashiConfig;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.config.SnoopingConfig;
import dev.hayabashi.config.StpConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A daemon that is nothing but its configuration, and that can be told which call fails. */
final class ModelPlant implements Plant {
    final List<String> calls = new ArrayList<>();
    private final Map<String, BridgeConfig> bridges = new LinkedHashMap<>();
    private final int failing;

    /** @param failing number of the call that fails, from 0; negative for none */
    ModelPlant(HayabashiConfig config, int failing) {
        config.bridges().forEach(bridge -> bridges.put(bridge.name(), bridge));
        this.failing = failing;
    }

    /** Bridges and ports by name: their order means nothing. */
    Map<String, Map<String, Object>> state() {
        Map<String, Map<String, Object>> state = new LinkedHashMap<>();
        bridges.forEach((name, bridge) -> {
            Map<String, Object> things = new LinkedHashMap<>();
            things.put("", bridge.withPorts(List.of()));
            bridge.ports().forEach(port -> things.put(port.name(), port));
            state.put(name, things);
        });
        return state;
    }

    private void call(String what) throws StepFailure {
        calls.add(what);
        if (calls.size() - 1 == failing) {
            throw new StepFailure("no " + what, "hint");
        }
    }

    private void edit(String bridge, UnaryOperator<BridgeConfig> change) {
        BridgeConfig now = bridges.get(bridge);
        if (now == null) {
            throw new IllegalStateException("bridge " + bridge + " does not run");
        }
        bridges.put(bridge, change.apply(now));
    }

    private void editPorts(String bridge, UnaryOperator<List<PortConfig>> change) {
        edit(bridge, now -> now.withPorts(change.apply(new ArrayList<>(now.ports()))));
    }

    @Override
    public void addBridge(BridgeConfig bridge) throws StepFailure {
        call("add bridge " + bridge.name());
        if (bridges.putIfAbsent(bridge.name(), bridge) != null) {
            throw new IllegalStateException(bridge.name() + " runs");
        }
    }

    @Override
    public void removeBridge(BridgeConfig bridge, boolean keepPersistent) throws StepFailure {
        call("remove bridge " + bridge.name());
        bridges.remove(bridge.name());
    }

    @Override
    public void addPort(String bridge, PortConfig port) throws StepFailure {
        call("add port " + port.name());
        boolean there = bridges.values().stream()
                .flatMap(each -> each.ports().stream())
                .anyMatch(each -> each.name().equals(port.name()));
        if (there) {
            throw new StepFailure(port.name() + ": EBUSY", "");
        }
        editPorts(bridge, ports -> {
            ports.add(port);
            return ports;
        });
    }

    @Override
    public void removePort(String bridge, String port) throws StepFailure {
        call("remove port " + port);
        editPorts(bridge, ports -> {
            if (!ports.removeIf(each -> each.name().equals(port))) {
                throw new IllegalStateException("no " + port);
            }
            return ports;
        });
    }

    @Override
    public void changePort(String bridge, PortConfig port) throws StepFailure {
        call("change port " + port.name());
        editPorts(bridge, ports -> {
            ports.replaceAll(each -> each.name().equals(port.name()) ? port : each);
            return ports;
        });
    }

    @Override
    public void changeStp(String bridge, StpConfig stp) throws StepFailure {
        call("change stp " + bridge);
        edit(bridge, now -> now.withStp(stp));
    }

    @Override
    public void changeSnooping(String bridge, SnoopingConfig snooping) throws StepFailure {
        call("change snooping " + bridge);
        edit(bridge, now -> now.withSnooping(snooping));
    }

    @Override
    public void startGateway(BridgeConfig bridge) throws StepFailure {
        call("start gateway " + bridge.name());
        edit(bridge.name(), now -> now.withGateway(bridge.gateway()));
    }

    @Override
    public void stopGateway(String bridge) throws StepFailure {
        call("stop gateway " + bridge);
        edit(bridge, now -> now.withGateway(Optional.empty()));
    }

    @Override
    public void autoAttach(String bridge, Optional<String> pattern) throws StepFailure {
        call("auto-attach " + bridge);
        edit(bridge, now -> now.withAutoAttach(pattern));
    }
}
