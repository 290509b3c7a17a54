package dev.hayabashi.stp;

import java.util.Locale;

/**
 * Which table gives the cost of a port that is set to automatic (802.1D-2004 table 17-3, or the one of 1998). It selects
 * default values only; the field on the wire has 32 bits with both.
 */
public enum PathCostMethod {
    /** 20 000 000 000 divided by the rate in kb/s: 20 000 for 1 Gb/s. */
    LONG,
    /** The 16-bit values of 802.1D-1998: 4 for 1 Gb/s. */
    SHORT;

    /** The name used in configuration and JSON. */
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
