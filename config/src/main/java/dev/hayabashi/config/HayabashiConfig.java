package dev.hayabashi.config;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A whole configuration file.
 *
 * @param bridges the bridges, at least one, names unique
 * @param metrics where metrics are served
 * @param control how the daemon is spoken to
 * @param stateDir directory of what outlives the daemon: leases, settings of the host to be restored
 * @param io how frames are read and written: {@code auto}, {@code epoll} or {@code io_uring}
 * @param busyPollMicros microseconds that an event loop asks for more frames after one, before it sleeps; 0 for not at all
 * @param eventLoops threads that move frames; 0 for {@code auto}
 * @param positions where each value was written; no part of the configuration's meaning and left out of equality
 */
public record HayabashiConfig(
        List<BridgeConfig> bridges,
        MetricsConfig metrics,
        ControlConfig control,
        String stateDir,
        String io,
        int busyPollMicros,
        int eventLoops,
        Positions positions) {
    /** What an empty file means: one bridge {@code haya0} with a gateway and without ports. */
    public static final HayabashiConfig DEFAULT = new HayabashiConfig(
            List.of(BridgeConfig.LOOK_ALIKE),
            MetricsConfig.DEFAULT,
            ControlConfig.DEFAULT,
            "/var/lib/hayabashi",
            "auto",
            0,
            1,
            Positions.EMPTY);

    public HayabashiConfig {
        bridges = List.copyOf(bridges);
    }

    /** The bridge of a name. */
    public Optional<BridgeConfig> bridge(String name) {
        return bridges.stream().filter(b -> b.name().equals(name)).findFirst();
    }

    /**
     * Whether running this takes capabilities: all but sockets does. A file of {@code stream} ports alone, without gateway and
     * {@code auto-attach}, can be run by every user.
     */
    public boolean needsPrivileges() {
        return bridges.stream()
                .anyMatch(b -> b.gateway().isPresent()
                        || b.autoAttach().isPresent()
                        || b.ports().stream().anyMatch(p -> p.kind() != PortKind.STREAM));
    }

    /** The same configuration with other bridges; what was written where is kept for what still exists. */
    public HayabashiConfig withBridges(List<BridgeConfig> others) {
        return new HayabashiConfig(others, metrics, control, stateDir, io, busyPollMicros, eventLoops, positions);
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof HayabashiConfig c
                && bridges.equals(c.bridges)
                && metrics.equals(c.metrics)
                && control.equals(c.control)
                && stateDir.equals(c.stateDir)
                && io.equals(c.io)
                && busyPollMicros == c.busyPollMicros
                && eventLoops == c.eventLoops;
    }

    @Override
    public int hashCode() {
        return Objects.hash(bridges, metrics, control, stateDir, io, busyPollMicros, eventLoops);
    }
}
