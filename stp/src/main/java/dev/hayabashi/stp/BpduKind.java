package dev.hayabashi.stp;

import java.util.Locale;

/** The kinds of BPDU that are counted. */
public enum BpduKind {
    /** Configuration BPDU, 35 octets (802.1D-2004 9.3.1). */
    CONFIG,
    /** Topology change notification, 4 octets (9.3.2). */
    TCN,
    /** Rapid spanning tree BPDU, 36 octets (9.3.3). */
    RST,
    /** Received only: version 3 or later; its first 36 octets are used as an RST BPDU. */
    MST;

    /** The name used in JSON and metrics. */
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
