package dev.hayabashi.services.spi;

/**
 * What the services have to know of a port.
 *
 * @param number the bridge's number of it
 * @param name stable over restarts; leases remember it
 * @param trusted whether relay agents are believed, and the limits meant for single guests do not apply. Uplinks, and the
 *     gateway.
 * @param dhcpService whether clients behind it are served DHCP. False for an uplink into a network that has a server of its
 *     own, which an authoritative server must not disturb.
 * @param dhcpGuard whether the messages of DHCP servers behind it are dropped
 * @param raGuard whether router advertisements and DHCPv6 replies of others behind it are dropped
 */
public record ServicePort(
        int number, String name, boolean trusted, boolean dhcpService, boolean dhcpGuard, boolean raGuard) {
    /** A port that is guarded if it is not trusted. */
    public ServicePort(int number, String name, boolean trusted, boolean dhcpService) {
        this(number, name, trusted, dhcpService, !trusted, !trusted);
    }

    /** A port that guests are behind. */
    public static ServicePort guest(int number, String name) {
        return new ServicePort(number, name, false, true);
    }

    /** A port that other switches, relays or routers are behind, and clients too. */
    public static ServicePort uplink(int number, String name) {
        return new ServicePort(number, name, true, true);
    }
}
