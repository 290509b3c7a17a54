package dev.hayabashi.config;

/** What happens to frames for 01-80-C2-00-00-0X, the addresses that a bridge may not relay (802.1D-2004 table 7-10). */
public enum ReservedPolicy {
    /** Never relayed. */
    STANDARD,
    /** Relayed, except 01-80-C2-00-00-01 (PAUSE): the bridge behaves like a cable for the protocols of a lab's guests. */
    TRANSPARENT
}
