package dev.hayabashi.daemon.gateway;

import dev.hayabashi.config.Cidr;
import dev.hayabashi.config.GatewayConfig;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/** The networks that the host is in already. */
public final class HostNetworks {
    private static final String NONE = "No network interfaces configured";

    private HostNetworks() {}

    /**
     * Makes sure that no other network device has an address in the gateway's network: replies to guests would leave by
     * that one.
     *
     * @throws GatewayException naming the device
     */
    public static void refuseClash(String bridge, GatewayConfig gateway) throws GatewayException {
        try {
            for (NetworkInterface device : devices()) {
                if (device.getName().equals(bridge)) {
                    continue;
                }
                for (InterfaceAddress address : device.getInterfaceAddresses()) {
                    if (overlap(gateway.address(), address)) {
                        throw clash(bridge, gateway.address(), device.getName(), address);
                    }
                }
            }
        } catch (SocketException e) {
            throw new GatewayException(
                    "the host's addresses cannot be listed: " + e.getMessage(), "`ip addr` says more", e);
        }
    }

    /**
     * The network devices that have an address; none in a new network namespace, where not even {@code lo} is up.
     *
     * @throws SocketException when they cannot be listed
     */
    public static List<NetworkInterface> devices() throws SocketException {
        try {
            return NetworkInterface.networkInterfaces().toList();
        } catch (SocketException e) {
            // Java takes "there are none" for an error that differs from others by its words only.
            if (NONE.equals(e.getMessage())) {
                return List.of();
            }
            throw e;
        }
    }

    private static GatewayException clash(String bridge, Cidr gateway, String device, InterfaceAddress address) {
        String theirs = address.getAddress().getHostAddress() + "/" + address.getNetworkPrefixLength();
        return new GatewayException(
                "the gateway " + gateway + " of bridge " + bridge + " is in the network of " + device + ", which has "
                        + theirs,
                "choose another network in the configuration file, for example `bridges: [{name: " + bridge
                        + ", gateway: {address: 192.168.123.1/24, nat: true, dhcp: {}, dns: {}}}]`"
                        + (device.startsWith("virbr") ? ", or stop libvirt's: `virsh net-destroy default`" : ""));
    }

    /** Whether an address of another network device is in the gateway's network, or the other way round. */
    public static boolean overlap(Cidr gateway, InterfaceAddress other) {
        byte[] mine = gateway.address().getAddress();
        byte[] theirs = other.getAddress().getAddress();
        int bits = Math.min(gateway.prefixLength(), other.getNetworkPrefixLength());
        if (mine.length != theirs.length || bits == 0) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >>> (bit % 8);
            if ((mine[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
