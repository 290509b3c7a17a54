package dev.hayabashi.stp;

import java.util.Locale;

/**
 * How a port becomes an edge port: AdminEdgePort and AutoEdgePort of 802.1D-2004 17.13.1 and 17.13.3 in one setting. In
 * every mode a BPDU takes edge away.
 */
public enum EdgeMode {
    /** AdminEdge and AutoEdge: forwarding at link-up, the port of a leaf. */
    TRUE(true, true),
    /** AutoEdge only: becomes edge after 3 s without a BPDU. */
    AUTO(false, true),
    /** Never edge: the port of another bridge. */
    FALSE(false, false);

    private final boolean adminEdge;
    private final boolean autoEdge;

    EdgeMode(boolean adminEdge, boolean autoEdge) {
        this.adminEdge = adminEdge;
        this.autoEdge = autoEdge;
    }

    /** AdminEdgePort. */
    public boolean adminEdge() {
        return adminEdge;
    }

    /** AutoEdgePort. */
    public boolean autoEdge() {
        return autoEdge;
    }

    /** The name used in configuration and JSON: {@code true}, {@code auto}, {@code false}. */
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
