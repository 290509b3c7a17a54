package dev.hayabashi.stp;

/** Origin of a port's information (802.1D-2004 17.19.10). */
enum InfoIs {
    DISABLED,
    MINE,
    AGED,
    RECEIVED
}
