package dev.hayabashi.metrics;

import dev.hayabashi.bridgecore.DropReason;
import java.util.HashMap;
import java.util.Map;

/** The label sets of one port, made when they are first asked for. */
final class PortLabels {
    private final LabelSet port;
    private final Map<String, Map<String, byte[]>> more = new HashMap<>();
    private final byte[][] drops = new byte[DropReason.count()][];
    private byte[] info = {};
    private int infoNumber = -1;
    private String infoKind = "";

    PortLabels(String bridge, String port) {
        this.port = LabelSet.of("bridge", bridge).with("port", port);
        for (int reason = 0; reason < drops.length; reason++) {
            drops[reason] =
                    this.port.with("reason", DropReason.of(reason).label()).bytes();
        }
    }

    byte[] port() {
        return port.bytes();
    }

    byte[] with(String name, String value) {
        return more.computeIfAbsent(name, key -> new HashMap<>())
                .computeIfAbsent(value, key -> port.with(name, value).bytes());
    }

    /** A direction and one more label. */
    byte[] directed(String direction, String name, String value) {
        return more.computeIfAbsent(direction, key -> new HashMap<>())
                .computeIfAbsent(
                        value,
                        key -> port.with("direction", direction)
                                .with(name, value)
                                .bytes());
    }

    byte[] drop(int reason) {
        return drops[reason];
    }

    /** A port of the same name may come back with another number and kind. */
    byte[] info(int number, String kind) {
        if (infoNumber != number || !infoKind.equals(kind)) {
            info = port.with("number", String.valueOf(number))
                    .with("kind", kind)
                    .bytes();
            infoNumber = number;
            infoKind = kind;
        }
        return info;
    }
}
