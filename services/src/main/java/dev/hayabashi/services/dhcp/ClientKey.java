package dev.hayabashi.services.dhcp;

import dev.hayabashi.bridgecore.MacAddress;

/**
 * Who a client is to the server, within one subnet.
 *
 * @param subnet index of the subnet: a client that moves between networks has an address in each
 * @param kind what the identity was taken from
 * @param id that identity
 */
record ClientKey(int subnet, Identity kind, String id) {

    static ClientKey of(Identity identity, int subnet, long mac, String clientId, String circuitId, String port) {
        return switch (identity) {
            case MAC -> ofMac(subnet, mac);
            case CLIENT_ID ->
                clientId.isEmpty() ? ofMac(subnet, mac) : new ClientKey(subnet, Identity.CLIENT_ID, clientId);
            // Behind a relay our own port says nothing about the client; the relay's circuit id does.
            case PORT -> new ClientKey(subnet, Identity.PORT, circuitId.isEmpty() ? port : port + "/" + circuitId);
        };
    }

    private static ClientKey ofMac(int subnet, long mac) {
        return new ClientKey(subnet, Identity.MAC, MacAddress.format(mac));
    }
}
