package dev.hayabashi.services.dhcp;

import dev.hayabashi.services.spi.ServicePort;
import dev.hayabashi.services.wire.Octets;
import org.jspecify.annotations.Nullable;

/**
 * One message of a client with what the server found out about it. Lives until the answer is sent, which for an ACK is
 * after the disk.
 *
 * @param message the message
 * @param port where it came in
 * @param ethernetSource who sent the frame: the client, or its relay
 * @param ipSource IPv4 source of the datagram
 * @param subnetIndex which of the settings' subnets the client is in
 * @param subnet that subnet
 * @param key who the client is
 * @param clientId option 61 as hexadecimal, empty for none
 * @param circuitId the relay's circuit id as hexadecimal, empty for none
 * @param reservation the client's reservation, null for none
 */
record Exchange(
        DhcpMessage message,
        ServicePort port,
        long ethernetSource,
        int ipSource,
        int subnetIndex,
        DhcpSubnet subnet,
        ClientKey key,
        String clientId,
        String circuitId,
        @Nullable Reservation reservation) {

    /** Sub-options of option 82 (RFC 3046 section 2, RFC 3527). */
    private static final int CIRCUIT_ID = 1;

    private static final int LINK_SELECTION = 5;

    long mac() {
        return message.chaddr();
    }

    DhcpOptions options() {
        return message.options();
    }

    /** The address that the client's reservation gives it here, 0 for none. */
    int reservedAddress() {
        return reservation != null && subnet.mayBeLeased(reservation.address()) ? reservation.address() : 0;
    }

    static String circuitIdOf(DhcpMessage message) {
        return Octets.hex(subOption(message.options().bytes(OptionCode.RELAY_AGENT_INFORMATION), CIRCUIT_ID));
    }

    /** The address that says which subnet a relayed client is in. */
    static int linkAddressOf(DhcpMessage message) {
        byte[] link = subOption(message.options().bytes(OptionCode.RELAY_AGENT_INFORMATION), LINK_SELECTION);
        if (link.length == Integer.BYTES) {
            return java.nio.ByteBuffer.wrap(link).getInt();
        }
        int selected = message.options().address(OptionCode.SUBNET_SELECTION);
        return selected != 0 ? selected : message.giaddr();
    }

    private static byte[] subOption(byte[] information, int code) {
        int at = 0;
        while (at + 2 <= information.length) {
            int length = information[at + 1] & 0xff;
            if (at + 2 + length > information.length) {
                break;
            }
            if ((information[at] & 0xff) == code) {
                return java.util.Arrays.copyOfRange(information, at + 2, at + 2 + length);
            }
            at += 2 + length;
        }
        return new byte[0];
    }
}
