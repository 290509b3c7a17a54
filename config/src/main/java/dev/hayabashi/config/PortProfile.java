package dev.hayabashi.config;

/** One word for what a port is for; what it stands for is in {@link PortConfig#of(String, PortKind, PortProfile)}. */
public enum PortProfile {
    /** The plain defaults of the kind. */
    NONE,
    /** An untrusted guest with the run of the segment. */
    GUEST,
    /** An untrusted guest that may speak for itself only, and to ports that are not isolated. */
    LOCKED,
    /** A cable to another switch or network. */
    UPLINK,
    /** A piece of a test network: nothing is guarded, and what a cable would carry is carried. */
    LAB;

    /** The profile of a port whose configuration names none. */
    static PortProfile of(PortKind kind) {
        return switch (kind) {
            case VM, STREAM -> GUEST;
            case NETDEV -> UPLINK;
            case TAP -> NONE;
        };
    }

    /** Whether whoever is behind such a port is not to be trusted. */
    boolean isGuest() {
        return this == GUEST || this == LOCKED;
    }
}
