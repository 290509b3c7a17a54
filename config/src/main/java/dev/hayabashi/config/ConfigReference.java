package dev.hayabashi.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The reference of all keys as Markdown, made from the tables that the reader works with. */
public final class ConfigReference {
    private ConfigReference() {}

    /**
     * A key as documentation and command-line help describe it.
     *
     * @param name the key
     * @param values what may be written
     * @param doc one sentence, in Markdown
     */
    public record KeyDoc(String name, String values, String doc) {}

    /** The keys of a port, without those that this version does not have. */
    public static List<KeyDoc> portKeys() {
        return PortKeys.SECTION.keys().stream()
                .filter(key -> NotYet.key(PortKeys.SECTION.name(), key.name()).isEmpty())
                .map(key -> new KeyDoc(key.name(), key.type().describe(), key.doc()))
                .toList();
    }

    /** The page {@code docs/configuration.md}. */
    public static String markdown() {
        StringBuilder out = new StringBuilder();
        out.append("# Configuration file\n\n")
                .append("<!-- Generated from the key tables of module config; `mvn test -pl config -am"
                        + " -Dtest=ConfigReferenceTest -Dhayabashi.docs.write=true` rewrites it. -->\n\n")
                .append(
                        "One YAML file, given to `hayabashi up -c FILE` and checked by `hayabashi check FILE`. Every key")
                .append(" has a default unless it says *required*; an empty file is one bridge `haya0` with a gateway"
                        + " and without ports.\n")
                .append(
                        "Whatever is wrong is reported as `file:line:column`, all of it at once, and nothing is applied")
                .append(" then. Keys marked *not yet* are refused by this version.\n")
                .append(
                        "Anchors, aliases and tags of YAML are not supported. Times are seconds, or `300s`, `5m`, `1h`,")
                .append(" `1d`.\n");
        section(out, "The file", Keys.FILE, HayabashiConfig.DEFAULT);
        section(out, "`bridges[]`", Keys.BRIDGE, BridgeConfig.DEFAULT);
        section(out, "`bridges[].mac-table`", Keys.MAC_TABLE, BridgeConfig.DEFAULT);
        section(out, "`bridges[].stp`", Keys.STP, StpConfig.DEFAULT);
        out.append("\nThe times hold 2 x (`forward-delay` - 1) >= `max-age` >= 2 x (`hello-time` + 1).\n");
        section(out, "`bridges[].multicast-snooping`", SnoopingKeys.SECTION, SnoopingConfig.DEFAULT);
        section(out, "`bridges[].gateway`", GatewayKeys.GATEWAY, GatewayConfig.DEFAULT);
        section(out, "`bridges[].gateway.dhcp`", GatewayKeys.DHCP, DhcpConfig.DEFAULT);
        section(out, "`bridges[].gateway.dhcp.hosts[]`", GatewayKeys.HOST, DhcpHost.NOTHING);
        out.append("\nA reservation has one of `mac`, `client-id` and `port`, and an `address`, a `name`, or both.\n");
        section(out, "`bridges[].gateway.dns`", GatewayKeys.DNS, DnsConfig.DEFAULT);
        section(out, "`bridges[].ports[]`", PortKeys.SECTION, PortConfig.of("vm0", PortKind.NETDEV));
        section(out, "`metrics`", Keys.METRICS, MetricsConfig.DEFAULT);
        section(out, "`control`", Keys.CONTROL, ControlConfig.DEFAULT);
        return out.toString();
    }

    private static <R> void section(StringBuilder out, String title, Section<R> section, R defaults) {
        out.append("\n## ").append(title).append("\n\n");
        out.append("| key | value | default | meaning |\n|---|---|---|---|\n");
        for (Key<R, ?> key : section.keys()) {
            row(out, section.name(), key.name(), key.type().describe(), defaultOf(key, defaults), key.doc());
        }
        for (Map.Entry<String, String> s : section.sections().entrySet()) {
            row(out, section.name(), s.getKey(), "see below", "", s.getValue());
        }
    }

    private static <R> String defaultOf(Key<R, ?> key, R defaults) {
        if (!key.defaultText().isEmpty()) {
            return key.defaultText().equals("required") ? "*required*" : key.defaultText();
        }
        Optional<Object> value = key.write(defaults);
        return value.map(v -> "`" + v + "`").orElse("none");
    }

    private static void row(StringBuilder out, String section, String key, String type, String def, String doc) {
        String notYet = NotYet.key(section, key).isPresent() ? " *Not yet.*" : "";
        out.append("| `")
                .append(key)
                .append("` | ")
                .append(type)
                .append(" | ")
                .append(def)
                .append(" | ");
        out.append(doc).append(notYet).append(" |\n");
    }
}
