package dev.hayabashi.services.dhcp;

/** What makes two requests come from the same client. */
public enum Identity {
    /** The hardware address. The default: clones of one disk image share their client identifier. */
    MAC,
    /** The client identifier (option 61) as RFC 2131 section 4.2 has it; the hardware address where there is none. */
    CLIENT_ID,
    /** The port, whoever is behind it: one address per port, for guests that change their MAC at each start. */
    PORT
}
