package dev.hayabashi.daemon.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The daemon.
 *
 * @param version version of Hayabashi
 * @param pid its process
 * @param uptimeSeconds time since it was ready
 * @param java the Java virtual machine it runs on
 * @param io how frames are read and written: {@code epoll} or {@code io_uring}
 * @param ioReason why {@code io: auto} has come to epoll; null when it has not
 * @param eventLoops threads that do so
 * @param socket control socket
 * @param metrics where metrics and the web page are served, {@code http://127.0.0.1:9475}; null when they are not
 * @param config configuration file; null when it runs on defaults
 * @param bridges its bridges
 */
public record StatusView(
        String version,
        long pid,
        double uptimeSeconds,
        String java,
        String io,
        @Nullable String ioReason,
        int eventLoops,
        String socket,
        @Nullable String metrics,
        @Nullable String config,
        List<BridgeView> bridges) {}
