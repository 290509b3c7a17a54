package dev.hayabashi.tapio.loop;

import dev.hayabashi.tapio.sys.IoUringObstacle;

/** The engine that was asked for by name does not work here. */
public final class EngineRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String hint;

    EngineRefusedException(IoUringObstacle obstacle) {
        super("`io: io_uring` is not possible: " + obstacle.reason());
        this.hint = obstacle.hint() + "; or write `io: auto`";
    }

    /** What to do about it. */
    public String hint() {
        return hint;
    }
}
