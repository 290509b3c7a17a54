package dev.hayabashi.daemon.runtime;

import dev.hayabashi.config.PortConfig;
import dev.hayabashi.tapio.KeptPort;
import dev.hayabashi.tapio.sys.NativeFd;
import org.jspecify.annotations.Nullable;

/** A configured port that stands for many: it takes clients, and makes each a port of the bridge. */
public interface PortTemplate {
    /** What was asked for; its name has a {@code *}. */
    PortConfig config();

    /** Whether a port is that of a client. Called on the control thread, or on the event loop while that one waits. */
    boolean hasMember(String port);

    /** Number of the listening descriptor. */
    int listener();

    /** Takes no more clients until {@link #resume}; those that came before are ports now. Called on the control thread. */
    void pause();

    /** Takes clients. Called on the control thread. */
    void resume();

    /**
     * Goes on with a client of another process, before {@link #resume}. Called on the control thread.
     *
     * @param port its name
     * @param client its descriptor, or null while it is away
     */
    PortDevice takeOver(String port, KeptPort kept, @Nullable NativeFd client);

    /** Takes no more clients, and removes the ports of those that are there. Called on the control thread. */
    void close();
}
