package dev.hayabashi.stp;

/** State of a bridge port as 802.1D-2004 clause 7.4 names it. */
public enum PortState {
    DISABLED,
    DISCARDING,
    LEARNING,
    FORWARDING
}
