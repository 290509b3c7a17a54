package dev.hayabashi.stp;

import java.util.Locale;

/** Port roles of 802.1D-2004 17.7. */
public enum PortRole {
    /** The port is down or does not take part. */
    DISABLED,
    /** The best way to the root bridge. */
    ROOT,
    /** The port through which its LAN reaches the root bridge. */
    DESIGNATED,
    /** Another way to the root bridge, kept closed. */
    ALTERNATE,
    /** A second port of this bridge on a LAN that another port of this bridge serves, kept closed. */
    BACKUP;

    /** The name used in JSON and metrics: {@code root}, {@code designated}, {@code alternate}, … */
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
