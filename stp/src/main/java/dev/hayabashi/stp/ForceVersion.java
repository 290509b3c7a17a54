package dev.hayabashi.stp;

import java.util.Locale;

/** The Force Protocol Version parameter (802.1D-2004 17.13.4). */
public enum ForceVersion {
    /** STP compatible: Configuration and TCN BPDUs only, every transition waits for its timers. */
    STP(0),
    /** Rapid spanning tree; a port falls back to STP by itself when its neighbour speaks only that. */
    RSTP(2);

    private final int value;

    ForceVersion(int value) {
        this.value = value;
    }

    /** The value in the standard's management object: 0 or 2. */
    public int value() {
        return value;
    }

    /** The name used in configuration and JSON: {@code stp} or {@code rstp}. */
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
