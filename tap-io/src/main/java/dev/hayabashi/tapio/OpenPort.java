package dev.hayabashi.tapio;

import dev.hayabashi.bridgecore.PortIo;
import dev.hayabashi.tapio.loop.FrameLoop;
import dev.hayabashi.tapio.loop.FrameSink;
import dev.hayabashi.tapio.loop.IoStatistics;
import dev.hayabashi.tapio.loop.LinkState;
import dev.hayabashi.tapio.netlink.LinkInfo;
import dev.hayabashi.tapio.sys.TapIoException;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.Optional;

/**
 * A port whose netdevs are set up. It carries frames from {@link #attach} to {@link #close}; in between its netdev may go
 * down, vanish and come back, which {@link FrameSink#linkChanged} tells.
 */
public interface OpenPort {
    /** What was asked for. */
    PortSpec spec();

    /** Where the bridge sends frames; the same object for the life of the port, GONE until attached. */
    PortIo io();

    /** The last known state of the link; any thread. */
    LinkState linkState();

    /** The netdev that faces the user, as last heard of; any thread. Empty while it does not exist. */
    Optional<LinkInfo> link();

    /** What was made and what was found; any thread. */
    Made made();

    /**
     * Puts the port onto a loop: frames and link changes go to {@code sink} from now on. Once per port.
     *
     * @return succeeds when the port is on the loop
     */
    Future<?> attach(FrameLoop loop, FrameSink sink);

    /** As {@link #attach}, on the loop itself: the port is on the loop when this returns. */
    void attachNow(FrameLoop loop, FrameSink sink);

    /**
     * Stops reading, so that another process may read from the same descriptor; frames wait in it. On the loop's thread.
     *
     * @return succeeds when the kernel is asked for nothing more
     */
    Future<?> pause();

    /** Reads again after {@link #pause}. On the loop's thread. */
    void resume();

    /**
     * What another process needs to take the port over, beside {@link #descriptor}. On the loop's thread, while paused.
     *
     * @throws TapIoException when the port cannot be handed over now, with the reason
     */
    KeptPort keep();

    /** Number of the descriptor that frames are read from; -1 while there is none. On the loop's thread. */
    int descriptor();

    /** Number of the listening socket that is this port's alone; -1 when there is none. On the loop's thread. */
    default int listener() {
        return -1;
    }

    /**
     * The process that this port was taken over from reads no more, whatever happens. A port whose descriptor must not be
     * touched before does so from now on. On the loop's thread.
     */
    default void begin() {}

    /**
     * Hands on the frames that wait in the descriptor now, at most a TAP queue's length; on the loop's thread. After a pause
     * of the JVM this lets received BPDUs be seen before timers run out.
     */
    void drain();

    /** Counters of the descriptor; on the loop's thread. */
    IoStatistics statistics();

    /** Where shortcuts in the kernel may begin and end; empty for other kinds than vm and while there is no pair. On the loop's thread. */
    default Optional<ShortcutEnd> shortcutEnd() {
        return Optional.empty();
    }

    /** Takes the port off its loop and its netdevs down again. Blocks; not from the loop's thread. Never throws. */
    void close(Closing how);

    /** What becomes of a persistent TAP that we made. */
    enum Closing {
        /** The port is removed: everything that was made for it goes. */
        REMOVE,
        /** The daemon stops and may come back: TAPs that others open by name stay. */
        KEEP_PERSISTENT
    }

    /**
     * The two TAPs of a vm port.
     *
     * @param guestSide index of the one that the VMM holds
     * @param ourSide index of the one that we hold
     */
    record ShortcutEnd(int guestSide, int ourSide) {}

    /**
     * @param created netdevs that this port made
     * @param adopted netdevs that it found and will leave
     */
    record Made(List<String> created, List<String> adopted) {
        public Made {
            created = List.copyOf(created);
            adopted = List.copyOf(adopted);
        }
    }
}
