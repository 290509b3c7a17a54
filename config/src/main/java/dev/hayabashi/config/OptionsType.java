package dev.hayabashi.config;

import dev.hayabashi.config.Node.Entry;
import dev.hayabashi.config.Node.Mapping;
import dev.hayabashi.config.Node.Scalar;
import dev.hayabashi.config.Node.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** DHCP options: a map of numbers to a value or a list of values. */
final class OptionsType implements ValueType<Map<Integer, List<String>>> {
    /** Numbers that the server itself fills in, from what it knows of the client and of the lease. */
    private static final List<Integer> OURS = List.of(50, 51, 52, 53, 54, 55, 57, 58, 59, 61, 80, 81, 82);

    @Override
    public Optional<Map<Integer, List<String>>> read(Node node, String key, Problems problems) {
        if (!(node instanceof Mapping map)) {
            problems.add(node.at(), "'" + key + "' must be " + describe() + ", not " + node.describe());
            return Optional.empty();
        }
        int before = problems.count();
        Map<Integer, List<String>> options = new LinkedHashMap<>();
        for (Entry entry : map.entries()) {
            Optional<Long> number = Types.bareNumber(entry.key()).filter(n -> n >= 1 && n <= 254);
            if (number.isEmpty()) {
                problems.add(
                        entry.keyAt(),
                        "'" + entry.key() + "' is not the number of a DHCP option, 1..254",
                        "RFC 2132 lists them, for example 42 for NTP servers");
            } else if (OURS.contains(number.get().intValue())) {
                problems.add(entry.keyAt(), "option " + entry.key() + " is written by the server itself", "remove it");
            } else {
                options.put(number.get().intValue(), values(entry, problems));
            }
        }
        return problems.count() == before ? Optional.of(options) : Optional.empty();
    }

    private static List<String> values(Entry entry, Problems problems) {
        List<Node> nodes = entry.value() instanceof Sequence s ? s.items() : List.of(entry.value());
        List<String> values = new ArrayList<>();
        for (Node node : nodes) {
            if (node instanceof Scalar s && !s.isNull()) {
                values.add(s.text());
            } else {
                problems.add(node.at(), "option " + entry.key() + " must have values, not " + node.describe());
            }
        }
        if (nodes.isEmpty()) {
            problems.add(entry.value().at(), "option " + entry.key() + " has no value", "write one, or remove it");
        }
        return List.copyOf(values);
    }

    @Override
    public Optional<Object> write(Map<Integer, List<String>> value) {
        Map<String, Object> out = new LinkedHashMap<>();
        new TreeMap<>(value)
                .forEach((number, values) ->
                        out.put(String.valueOf(number), values.size() == 1 ? values.get(0) : values));
        return Optional.of(out);
    }

    @Override
    public String describe() {
        return "a map like {42: 192.168.122.1}";
    }
}
