package dev.hayabashi.tapio.loop;

import dev.hayabashi.tapio.sys.IoUringObstacle;
import dev.hayabashi.tapio.sys.IoUringProbe;
import io.netty.channel.uring.IoUring;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The engine that the event loops of a daemon work on.
 *
 * @param engine the engine
 * @param reason why {@code auto} has come to epoll; empty when it has not, or when the engine was asked for by name
 */
public record EngineChoice(IoEngine engine, Optional<String> reason) {
    /** The servers have rings too, smaller ones: where there is room for four of ours there is room for all. */
    private static final int ROOM = 4;

    /** Why several loops are on epoll. */
    public static final String SEVERAL_LOOPS = "several event loops work with epoll only";

    /**
     * Chooses by the word in the configuration: {@code auto} is io_uring where it works and epoll elsewhere.
     *
     * @param word {@code auto}, {@code epoll} or {@code io_uring}
     * @param loops how many event loops there will be
     * @throws EngineRefusedException when io_uring was asked for by name and does not work here
     */
    public static EngineChoice of(String word, int loops) throws EngineRefusedException {
        return of(word, loops, EngineChoice::obstacle);
    }

    static EngineChoice of(String word, int loops, Supplier<Optional<IoUringObstacle>> probe)
            throws EngineRefusedException {
        return switch (word) {
            case "auto" -> {
                Optional<String> reason =
                        loops > 1 ? Optional.of(SEVERAL_LOOPS) : probe.get().map(IoUringObstacle::reason);
                yield new EngineChoice(reason.isEmpty() ? IoEngine.IO_URING : IoEngine.EPOLL, reason);
            }
            case "epoll" -> new EngineChoice(IoEngine.EPOLL, Optional.empty());
            case "io_uring" -> {
                Optional<IoUringObstacle> obstacle = probe.get();
                if (obstacle.isPresent()) {
                    throw new EngineRefusedException(obstacle.get());
                }
                yield new EngineChoice(IoEngine.IO_URING, Optional.empty());
            }
            default -> throw new IllegalArgumentException("no I/O engine '" + word + "'");
        };
    }

    /** Loads what a choice needs. */
    static void prepare() {
        Optional<IoUringObstacle> unused = obstacle();
    }

    /**
     * What keeps this process from io_uring; empty when nothing does. The kernel is asked first: Netty's library takes longer to
     * load, and tells less of what is wrong.
     */
    public static Optional<IoUringObstacle> obstacle() {
        Optional<IoUringObstacle> kernel =
                IoUringProbe.obstacle(ROOM * FrameLoop.RING_ENTRIES, ROOM * FrameLoop.RING_COMPLETIONS);
        if (kernel.isPresent() || IoUring.isAvailable()) {
            return kernel;
        }
        return Optional.of(IoUringObstacle.ofLibrary(
                String.valueOf(IoUring.unavailabilityCause().getMessage())));
    }
}
