package dev.hayabashi.stp;

import java.util.Locale;

/** The protections that can act on a port. */
public enum Guard {
    /** BPDU guard: any BPDU disables the port. */
    BPDU,
    /** Root guard: the port never leads to the root; it stays closed while a better root is heard. */
    ROOT,
    /** Loop guard: a port whose BPDUs stop stays closed instead of becoming designated. */
    LOOP,
    /** Bridge assurance: a network port that hears no BPDU for three hello times is closed. */
    ASSURANCE,
    /** Loopback detection: the port receives what it sends. */
    LOOPBACK;

    /** The name used in JSON and metrics. */
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
