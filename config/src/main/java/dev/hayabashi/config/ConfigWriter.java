package dev.hayabashi.config;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * Writes records as YAML that {@link ConfigReader} reads back to equal records. What equals its default is left out, so
 * that a written file says only what somebody decided.
 */
public final class ConfigWriter {
    private static final YAMLFactory FACTORY = YAMLFactory.builder()
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .disable(YAMLWriteFeature.SPLIT_LINES)
            .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
            .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(YAMLWriteFeature.INDENT_ARRAYS_WITH_INDICATOR)
            .build();

    private ConfigWriter() {}

    /** A whole configuration. */
    public static String write(HayabashiConfig config) {
        Map<String, Object> file = new LinkedHashMap<>(tree(Keys.FILE, config));
        file.put("bridges", config.bridges().stream().map(ConfigWriter::tree).toList());
        putIfAny(file, "metrics", tree(Keys.METRICS, config.metrics()));
        putIfAny(file, "control", tree(Keys.CONTROL, config.control()));
        return text(file);
    }

    /** One port, as {@link ConfigReader#readPort} takes it. */
    public static String write(PortConfig port) {
        return text(tree(port));
    }

    /** One port as keys and values: {@code String}, {@code Number}, {@code Boolean} and lists of them. */
    public static Map<String, Object> tree(PortConfig port) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(PortKeys.NAME.name(), port.name());
        map.put(PortKeys.KIND.name(), Types.word(port.kind()));
        if (port.profile() != PortProfile.of(port.kind())) {
            map.put(PortKeys.PROFILE.name(), Types.word(port.profile()));
        }
        map.putAll(tree(PortKeys.SECTION, port));
        return map;
    }

    /** What the profile of a port and its own keys come to: the values of all keys that a profile can set. */
    public static Map<String, Object> resolved(PortConfig port) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (Key<PortConfig, ?> key : PortKeys.PROFILED) {
            key.write(port).ifPresent(value -> map.put(key.name(), value));
        }
        return map;
    }

    private static Map<String, Object> tree(BridgeConfig bridge) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(Keys.BRIDGE_NAME.name(), bridge.name());
        map.putAll(tree(Keys.BRIDGE, bridge));
        putIfAny(map, "mac-table", tree(Keys.MAC_TABLE, bridge));
        putIfAny(map, "stp", tree(Keys.STP, bridge.stp()));
        putIfAny(map, "multicast-snooping", tree(SnoopingKeys.SECTION, bridge.snooping()));
        bridge.gateway().ifPresent(g -> map.put("gateway", tree(g)));
        if (!bridge.ports().isEmpty()) {
            map.put("ports", bridge.ports().stream().map(ConfigWriter::tree).toList());
        }
        return map;
    }

    private static Map<String, Object> tree(GatewayConfig gateway) {
        Map<String, Object> map = new LinkedHashMap<>();
        // Always written: it decides what all the other addresses may be.
        map.put(GatewayKeys.ADDRESS.name(), gateway.address().toString());
        map.putAll(tree(GatewayKeys.GATEWAY, gateway));
        gateway.dhcp().ifPresent(dhcp -> {
            Map<String, Object> server = tree(GatewayKeys.DHCP, dhcp);
            if (!dhcp.hosts().isEmpty()) {
                server.put(
                        "hosts",
                        dhcp.hosts().stream()
                                .map(h -> tree(GatewayKeys.HOST, h))
                                .toList());
            }
            map.put("dhcp", server);
        });
        gateway.dns().ifPresent(dns -> map.put("dns", tree(GatewayKeys.DNS, dns)));
        return map;
    }

    private static <R> Map<String, Object> tree(Section<R> section, R record) {
        R defaults = section.defaults().apply(record);
        Map<String, Object> map = new LinkedHashMap<>();
        for (Key<R, ?> key : section.keys()) {
            if (!key.same(record, defaults)) {
                Optional<Object> value = key.write(record);
                value.ifPresent(v -> map.put(key.name(), v));
            }
        }
        return map;
    }

    private static void putIfAny(Map<String, Object> map, String key, Map<String, Object> value) {
        if (!value.isEmpty()) {
            map.put(key, value);
        }
    }

    private static String text(Map<String, Object> tree) {
        StringWriter out = new StringWriter();
        try (JsonGenerator g = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            emit(tree, g);
        }
        return out.toString();
    }

    private static void emit(Object value, JsonGenerator g) {
        if (value instanceof Map<?, ?> map) {
            g.writeStartObject();
            for (Map.Entry<?, ?> e : new ArrayList<>(map.entrySet())) {
                g.writeName(String.valueOf(e.getKey()));
                emit(e.getValue(), g);
            }
            g.writeEndObject();
        } else if (value instanceof List<?> list) {
            g.writeStartArray();
            list.forEach(v -> emit(v, g));
            g.writeEndArray();
        } else if (value instanceof Boolean b) {
            g.writeBoolean(b);
        } else if (value instanceof Number n) {
            g.writeNumber(n.longValue());
        } else {
            g.writeString(String.valueOf(value));
        }
    }
}
