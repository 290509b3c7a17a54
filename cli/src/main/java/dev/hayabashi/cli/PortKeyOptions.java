package dev.hayabashi.cli;

import dev.hayabashi.config.ConfigReference;
import dev.hayabashi.config.ConfigReference.KeyDoc;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One option for each key that a port may have in the configuration file, made from the configuration module's own table:
 * what can be written there can be said here, under the same name and with the same check, which the daemon does.
 */
final class PortKeyOptions {
    private static final String NAME = "name";

    private PortKeyOptions() {}

    static void addTo(CommandSpec spec) {
        for (KeyDoc key : ConfigReference.portKeys()) {
            if (!key.name().equals(NAME)) {
                spec.addOption(OptionSpec.builder("--" + key.name())
                        .paramLabel("VALUE")
                        .arity("1")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .description(key.doc().replace("%", "%%") + " ("
                                + key.values().replace("%", "%%") + ")")
                        .build());
            }
        }
    }

    /** The options that were given, as the JSON that the control API takes. */
    static ObjectNode toJson(CommandSpec spec) {
        ObjectNode body = ControlClient.Json.MAPPER.createObjectNode();
        for (KeyDoc key : ConfigReference.portKeys()) {
            OptionSpec option = spec.findOption("--" + key.name());
            List<String> values = option == null ? null : option.getValue();
            if (values == null || values.isEmpty()) {
                continue;
            }
            if (values.size() == 1) {
                putScalar(body, key.name(), values.get(0));
            } else {
                ArrayNode list = body.putArray(key.name());
                values.forEach(list::add);
            }
        }
        return body;
    }

    static void putScalar(ObjectNode body, String key, String value) {
        if (value.equals("true") || value.equals("false")) {
            body.put(key, Boolean.parseBoolean(value));
        } else if (value.matches("-?(0|[1-9][0-9]{0,17})")) {
            body.put(key, Long.parseLong(value));
        } else {
            body.put(key, value);
        }
    }
}
