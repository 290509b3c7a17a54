package dev.hayabashi.services.wire;

/** What a frame is to the services. */
public enum Traffic {
    /** Nothing that a service looks at. */
    OTHER,
    /** ARP for IPv4 over Ethernet. */
    ARP,
    /** UDP to the DHCP server port. */
    DHCP_TO_SERVER,
    /** UDP to the DHCP client port, or from the server port: what only a server may send. */
    DHCP_TO_CLIENT,
    /** UDP to port 53 over IPv4. */
    DNS_OVER_IPV4,
    /** UDP to port 53 over IPv6. */
    DNS_OVER_IPV6,
    /** ICMPv6 type 133. */
    ROUTER_SOLICITATION,
    /** ICMPv6 type 134, or an IPv6 fragment that may hide one (RFC 7113). */
    ROUTER_ADVERTISEMENT,
    /** UDP to the DHCPv6 client port: what only a server may send. */
    DHCPV6_TO_CLIENT
}
