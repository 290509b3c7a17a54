package dev.hayabashi.tapio.loop;

/** Whether frames can pass between a port and what is behind it. */
public enum LinkState {
    /** Administratively up and with carrier. */
    UP("the link is up"),
    /** Up, but nobody is at the other end. */
    NO_CARRIER("nothing is attached at the other end"),
    /** Administratively down. */
    DOWN("the netdev is administratively down"),
    /** The netdev does not exist. */
    GONE("the netdev does not exist");

    private final String meaning;

    LinkState(String meaning) {
        this.meaning = meaning;
    }

    /** One clause for a person. */
    public String meaning() {
        return meaning;
    }
}
