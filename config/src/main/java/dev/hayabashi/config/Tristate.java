package dev.hayabashi.config;

/** A setting that is on, off, or found out by the protocol. */
public enum Tristate {
    /** On. */
    TRUE,
    /** Off. */
    FALSE,
    /** Found out at run time. */
    AUTO
}
