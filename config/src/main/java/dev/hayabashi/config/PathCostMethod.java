package dev.hayabashi.config;

/** Which table the costs of ports with {@code path-cost: auto} come from. */
public enum PathCostMethod {
    /** 802.1D-2004 table 17-3: 20000 for 1 Gb/s. */
    LONG,
    /** 802.1D-1998 table 8-5: 4 for 1 Gb/s, for networks of bridges that use it. */
    SHORT
}
