package dev.hayabashi.stp;

import java.util.Locale;

/**
 * Why a port that the protocol would let forward is kept closed, or shown as odd. The role stays what the protocol says.
 */
public enum Inconsistency {
    /** Root guard refuses the better root heard here. Shown only: the port is Alternate and closed anyway. */
    ROOT("root-inconsistent"),
    /** Loop guard: the BPDUs of the designated bridge stopped. */
    LOOP("loop-inconsistent"),
    /** Bridge assurance: no BPDU for three hello times. */
    ASSURANCE("assurance-inconsistent"),
    /** The port hears its own BPDUs. */
    SELF_LOOP("self-loop"),
    /** BPDU guard has disabled the port. */
    BPDU_GUARD("bpdu-guard");

    private final String jsonName;

    Inconsistency(String jsonName) {
        this.jsonName = jsonName;
    }

    /** The name used in JSON and metrics. */
    public String jsonName() {
        return jsonName;
    }

    /** The name in the manner of {@code show spanning-tree}: {@code ROOT_INC}, {@code LOOP_INC}, … */
    public String shortName() {
        return switch (this) {
            case ROOT -> "ROOT_INC";
            case LOOP -> "LOOP_INC";
            case ASSURANCE -> "BA_INC";
            case SELF_LOOP -> "SELF_LOOP";
            case BPDU_GUARD -> "ERR";
        };
    }

    /** Whether learning and forwarding are forbidden while this is present and the port is Designated. */
    boolean closes() {
        return this == LOOP || this == ASSURANCE || this == SELF_LOOP;
    }

    /** Upper-case name for log lines. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
