package dev.hayabashi.daemon.doctor;

import java.util.Locale;

/** How bad a finding is. */
public enum Level {
    /** As it should be. */
    OK,
    /** Works, but something is wanting, or could not be looked at. */
    WARN,
    /** Frames are lost, or the bridge will not start. */
    FAIL;

    /** Name in texts and JSON. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
