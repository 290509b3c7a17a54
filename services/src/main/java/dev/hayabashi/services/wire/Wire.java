package dev.hayabashi.services.wire;

/** Numbers of the protocols, from IANA's registries. */
public final class Wire {
    public static final int ETHERTYPE_IPV4 = 0x0800;
    public static final int ETHERTYPE_ARP = 0x0806;
    public static final int ETHERTYPE_IPV6 = 0x86dd;

    public static final int PROTOCOL_UDP = 17;
    public static final int PROTOCOL_ICMPV6 = 58;

    public static final int PORT_DNS = 53;
    public static final int PORT_DHCP_SERVER = 67;
    public static final int PORT_DHCP_CLIENT = 68;
    public static final int PORT_DHCPV6_CLIENT = 546;
    public static final int PORT_DHCPV6_SERVER = 547;

    public static final int ETHERNET_HEADER_BYTES = 14;
    public static final int IPV4_HEADER_BYTES = 20;
    public static final int IPV6_HEADER_BYTES = 40;
    public static final int UDP_HEADER_BYTES = 8;

    /** Octets in front of the UDP payload of a frame that we write over IPv4. */
    public static final int UDP4_OVERHEAD_BYTES = ETHERNET_HEADER_BYTES + IPV4_HEADER_BYTES + UDP_HEADER_BYTES;

    /** Octets in front of the UDP payload of a frame that we write over IPv6. */
    public static final int UDP6_OVERHEAD_BYTES = ETHERNET_HEADER_BYTES + IPV6_HEADER_BYTES + UDP_HEADER_BYTES;

    private Wire() {}
}
