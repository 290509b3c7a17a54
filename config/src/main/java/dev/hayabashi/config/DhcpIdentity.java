package dev.hayabashi.config;

/** What makes two DHCP requests come from the same client. */
public enum DhcpIdentity {
    /** The hardware address: clones of one disk image share their client identifier. */
    MAC,
    /** The client identifier as RFC 2131 section 4.2 has it; the hardware address where there is none. */
    CLIENT_ID,
    /** The port: for guests that change their MAC address at each start. */
    PORT
}
