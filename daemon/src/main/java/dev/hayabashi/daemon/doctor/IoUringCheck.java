package dev.hayabashi.daemon.doctor;

import dev.hayabashi.daemon.api.StatusView;
import dev.hayabashi.tapio.loop.EngineChoice;
import dev.hayabashi.tapio.loop.IoEngine;
import dev.hayabashi.tapio.sys.IoUringObstacle;
import java.util.List;
import java.util.Optional;

/**
 * Whether frames move by io_uring. Without it epoll does the same work with more system calls. A running daemon knows best: it may be
 * in a container, or under a service manager's filter, where this command is not.
 */
final class IoUringCheck implements Check {
    @Override
    public String name() {
        return "io-uring";
    }

    @Override
    public List<Finding> look(Surroundings around) {
        Optional<IoUringObstacle> here = around.sysctl(IoUringObstacle.SYSCTL)
                .flatMap(IoUringObstacle::ofSysctl)
                .or(EngineChoice::obstacle);
        if (around.daemon().isPresent()) {
            return List.of(ofDaemon(around.daemon().get().status(), here));
        }
        return List.of(here.map(obstacle -> warning("", obstacle.reason(), here))
                .orElseGet(() -> Finding.ok(name(), "the kernel lets us use io_uring")));
    }

    private Finding ofDaemon(StatusView status, Optional<IoUringObstacle> here) {
        String who = "the daemon (pid " + status.pid() + ") ";
        String reason = status.ioReason();
        if (status.io().equals(IoEngine.IO_URING.label())) {
            return Finding.ok(name(), who + "moves frames by io_uring");
        }
        if (reason == null) {
            return Finding.ok(name(), who + "moves frames by epoll, as its configuration says");
        }
        if (status.eventLoops() > 1) {
            return Finding.ok(name(), who + "moves frames by epoll: " + reason);
        }
        return warning(
                who + "does without io_uring: ",
                reason,
                here.filter(obstacle -> obstacle.reason().equals(reason)));
    }

    /** With the command and the advice of an obstacle that this process meets too. */
    private Finding warning(String who, String reason, Optional<IoUringObstacle> obstacle) {
        String[] mend = obstacle.flatMap(IoUringObstacle::mend).stream().toArray(String[]::new);
        String advice =
                mend.length > 0 ? "" : obstacle.map(met -> "; " + met.hint()).orElse("; see docs/recipes/container.md");
        return Finding.warn(name(), who + reason + "; epoll is used instead" + advice, mend);
    }
}
