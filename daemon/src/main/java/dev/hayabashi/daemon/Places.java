package dev.hayabashi.daemon;

import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.HayabashiConfig;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.config.Position;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where in the file the things of a configuration stand: {@code lab.yaml:7:9: }, or empty text for defaults. */
final class Places {
    private final HayabashiConfig config;

    Places(HayabashiConfig config) {
        this.config = config;
    }

    String bridge(BridgeConfig bridge, String key) {
        return text(config.positions().bridge(bridge.name(), key));
    }

    String port(BridgeConfig bridge, PortConfig port) {
        return text(config.positions().port(bridge.name(), port.name(), "name"));
    }

    /** A key outside of bridges, {@code metrics/listen}; empty when it was not written. */
    Optional<String> written(String path) {
        return config.positions().find(path).map(at -> text(Optional.of(at)));
    }

    private String text(Optional<Position> at) {
        return at.map(position -> config.positions().source() + ":" + position.line() + ":" + position.column() + ": ")
                .orElse("");
    }

    static String withHint(@Nullable String message, String hint) {
        return message + (hint.isEmpty() ? "" : "; " + hint);
    }
}
