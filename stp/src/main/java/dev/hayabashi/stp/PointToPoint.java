package dev.hayabashi.stp;

import java.util.Locale;

/** adminPointToPointMAC (802.1D-2004 6.4.3). */
public enum PointToPoint {
    /** Point-to-point when the link says so and BPDUs of no more than one neighbour arrive. */
    AUTO,
    /** Treat as point-to-point whatever the link says. */
    YES,
    /** Treat as a shared segment: no rapid transition of designated ports. */
    NO;

    /** The name used in configuration and JSON: {@code auto}, {@code yes}, {@code no}. */
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
