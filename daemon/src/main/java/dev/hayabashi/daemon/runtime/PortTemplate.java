package dev.hayabashi.daemon.runtime;

import dev.hayabashi.config.PortConfig;

/** A configured port that stands for many: it takes clients, and makes each a port of the bridge. */
public interface PortTemplate {
    /** What was asked for; its name has a {@code *}. */
    PortConfig config();

    /** Takes no more clients, and removes the ports of those that are there. Called on the control thread. */
    void close();
}
