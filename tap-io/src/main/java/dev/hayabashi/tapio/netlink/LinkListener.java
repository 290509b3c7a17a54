package dev.hayabashi.tapio.netlink;

/** Told about one netdev, or all of them, on the event loop of the {@link LinkMonitor}. */
public interface LinkListener {
    /** The netdev appeared or something about it changed; also told on starting to watch one that exists. */
    void linkChanged(LinkInfo link);

    /** There is no netdev of this name any more: deleted, renamed or moved to another namespace. */
    void linkGone(LinkInfo last);

    /** The network namespace that was watched has ended, with all its netdevs. */
    default void namespaceGone(int namespaceId) {}
}
