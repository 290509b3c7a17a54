package dev.hayabashi.config.topology;

/** What a port is plugged into. */
public sealed interface Attachment {
    /**
     * A LAN that all ports with the same name share.
     *
     * @param name its name
     */
    record Lan(String name) implements Attachment {}

    /** A LAN of its own: the port is up, nobody else is there. */
    record Alone() implements Attachment {}

    /** Nothing: the port is down. */
    record Down() implements Attachment {}

    /** What it was plugged into before; only in {@link Action.SetPorts}. */
    record Unchanged() implements Attachment {}
}
