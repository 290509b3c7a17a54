package dev.hayabashi.daemon.doctor;

import dev.hayabashi.daemon.api.StatusView;
import java.nio.file.Files;
import java.util.List;

/** Whether a daemon runs and may be asked. Without one the other checks go by the configuration file. */
final class DaemonCheck implements Check {
    @Override
    public String name() {
        return "daemon";
    }

    @Override
    public List<Finding> look(Surroundings around) {
        if (around.daemon().isPresent()) {
            StatusView status = around.daemon().get().status();
            return List.of(Finding.ok(
                    name(),
                    "hayabashi " + status.version() + " runs as pid " + status.pid() + " with "
                            + String.join(
                                    ", ",
                                    status.bridges().stream().map(b -> b.name()).toList())));
        }
        if (Files.exists(around.socket()) && !Files.isWritable(around.socket())) {
            return List.of(Finding.warn(
                    name(),
                    "no permission to ask the daemon on " + around.socket()
                            + "; looking at the configuration file instead",
                    "sudo hayabashi doctor"));
        }
        return List.of(Finding.ok(
                name(),
                "none answers on " + around.socket() + "; looking at what the configuration file would make run"));
    }
}
