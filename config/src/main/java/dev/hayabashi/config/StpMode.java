package dev.hayabashi.config;

/** Which spanning tree protocol a bridge runs. */
public enum StpMode {
    /** Rapid Spanning Tree, 802.1D-2004 clause 17. */
    RSTP,
    /** The same machines with ForceVersion 0: speaks and times like 802.1D-1998. */
    STP,
    /** No spanning tree: every port with carrier forwards. */
    OFF
}
