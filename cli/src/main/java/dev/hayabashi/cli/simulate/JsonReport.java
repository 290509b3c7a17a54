package dev.hayabashi.cli.simulate;

import dev.hayabashi.cli.simulate.StepResult.Failure;
import dev.hayabashi.config.StpMode;
import dev.hayabashi.config.topology.Expectation;
import dev.hayabashi.config.topology.Topology;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run printed for programs. Keys are camelCase like everywhere, except {@code settle_s} and {@code loop_s}: these are
 * the names of the topology format, and mean the same here.
 */
final class JsonReport {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private JsonReport() {}

    static String of(Topology topology, StpMode mode, List<StepResult> results) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("file", topology.source());
        root.put("id", topology.id());
        root.put("title", topology.title());
        root.put("mode", mode == StpMode.STP ? "stp" : "rstp");
        root.put("ok", results.stream().allMatch(r -> r.failures().isEmpty()));
        root.put("steps", results.stream().map(JsonReport::step).toList());
        return MAPPER.writeValueAsString(root);
    }

    private static Map<String, Object> step(StepResult r) {
        Map<String, Object> step = new LinkedHashMap<>();
        step.put("step", r.number());
        step.put("do", r.title());
        step.put("atSeconds", r.atSeconds());
        step.put("settle_s", r.settleSeconds());
        step.put("loop_s", r.loopSeconds());
        step.put("ok", r.failures().isEmpty());
        step.put("bridges", r.bridges().stream().map(JsonReport::bridge).toList());
        step.put("failures", r.failures().stream().map(JsonReport::failure).toList());
        return step;
    }

    private static Map<String, Object> bridge(BridgeView b) {
        Map<String, Object> bridge = new LinkedHashMap<>();
        bridge.put("name", b.name());
        bridge.put("bridgeId", b.id().toString());
        bridge.put("rootId", b.rootId().toString());
        bridge.put("rootPathCost", b.rootPathCost());
        bridge.put("rootPort", b.rootPort());
        bridge.put("ports", b.ports().stream().map(JsonReport::port).toList());
        return bridge;
    }

    private static Map<String, Object> port(PortView p) {
        Map<String, Object> port = new LinkedHashMap<>();
        port.put("number", p.number());
        p.lan().ifPresent(lan -> port.put("lan", lan));
        port.put("role", p.role().jsonName());
        port.put("state", p.stateName());
        port.put("edge", p.edge());
        port.put("pathCost", p.pathCost());
        port.put("actual", p.actual());
        p.expected().map(Expectation::text).ifPresent(e -> port.put("expected", e));
        return port;
    }

    private static Map<String, Object> failure(Failure f) {
        Map<String, Object> failure = new LinkedHashMap<>();
        if (!f.bridge().isEmpty()) {
            failure.put("bridge", f.bridge());
            failure.put("port", f.port());
        }
        failure.put("what", f.what());
        failure.put("expected", f.expected());
        failure.put("actual", f.actual());
        failure.put("place", f.place());
        return failure;
    }
}
