package dev.hayabashi.daemon;

import dev.hayabashi.daemon.api.ApiException;
import dev.hayabashi.daemon.runtime.RunningBridge;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The running bridges, found by what a request says. Belongs to the control thread. */
final class Bridges {
    private final List<RunningBridge> all;

    Bridges(List<RunningBridge> all) {
        this.all = all;
    }

    List<RunningBridge> all() {
        return all;
    }

    /** The bridge that has a port. */
    RunningBridge owner(@Nullable String bridge, String port) {
        if (selected(bridge).stream().anyMatch(running -> running.isGateway(port))) {
            throw ApiException.conflict(
                    "'" + port + "' is the gateway of its bridge and no port of its own",
                    "change `gateway` in the configuration file");
        }
        return selected(bridge).stream()
                .filter(running -> running.portConfig(port) != null)
                .findFirst()
                .orElseThrow(() -> noPort(port));
    }

    /** The bridge that shows a port, its gateway's included: for those who look and change nothing. */
    RunningBridge shower(@Nullable String bridge, String port) {
        return selected(bridge).stream()
                .filter(running -> running.shownConfig(port) != null)
                .findFirst()
                .orElseThrow(() -> noPort(port));
    }

    /** The named bridge, or all. */
    List<RunningBridge> selected(@Nullable String bridge) {
        return bridge == null ? all : List.of(one(bridge));
    }

    /** The named bridge, or the only one. */
    RunningBridge one(@Nullable String bridge) {
        if (bridge == null) {
            if (all.size() == 1) {
                return all.get(0);
            }
            throw ApiException.badRequest("which bridge? there are " + names(), "add --bridge NAME");
        }
        return all.stream()
                .filter(running -> running.config().name().equals(bridge))
                .findFirst()
                .orElseThrow(
                        () -> ApiException.notFound("there is no bridge '" + bridge + "'", "there are " + names()));
    }

    static ApiException noPort(String name) {
        return ApiException.notFound("there is no port '" + name + "'", "`hayabashi ports` lists them");
    }

    private String names() {
        return String.join(
                ", ", all.stream().map(running -> running.config().name()).toList());
    }
}
