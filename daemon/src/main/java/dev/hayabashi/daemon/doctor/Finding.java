package dev.hayabashi.daemon.doctor;

import java.util.List;

/**
 * What a check found.
 *
 * @param check name of the check, {@code ip-forward}
 * @param level {@code ok}, {@code warn} or {@code fail}
 * @param text one sentence: what is so, and what it does
 * @param mend commands that mend it, to be run as root in this order; empty when there is nothing to mend
 */
public record Finding(String check, String level, String text, List<String> mend) {
    public Finding {
        mend = List.copyOf(mend);
    }

    /** As it should be. */
    static Finding ok(String check, String text) {
        return new Finding(check, Level.OK.label(), text, List.of());
    }

    /** Works, but something is wanting. */
    static Finding warn(String check, String text, String... mend) {
        return new Finding(check, Level.WARN.label(), text, List.of(mend));
    }

    /** Frames are lost, or the bridge will not start. */
    static Finding fail(String check, String text, String... mend) {
        return new Finding(check, Level.FAIL.label(), text, List.of(mend));
    }
}
