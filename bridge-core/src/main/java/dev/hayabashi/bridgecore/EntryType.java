package dev.hayabashi.bridgecore;

/** How an address came into the MAC table and what may take it out. */
public enum EntryType {
    /** Learned from a frame: ages out, moves, is flushed and may be evicted. */
    DYNAMIC,
    /** Learned on a sticky port: ages out and is flushed, but does not move to another port before. */
    STICKY,
    /** Set by configuration: stays until removed. */
    STATIC,
    /** One of the bridge's own addresses. */
    LOCAL
}
