package dev.hayabashi.services.dhcp;

import org.jspecify.annotations.Nullable;

/**
 * A DHCP message with its own memory (RFC 2131 section 2, figure 1). Addresses are IPv4 in an {@code int}, 0 when not
 * given.
 *
 * @param op 1 for a request, 2 for a reply
 * @param hardwareType 1 for Ethernet
 * @param hardwareLength octets of the hardware address
 * @param hops relays on the way
 * @param xid transaction, chosen by the client
 * @param secs seconds since the client began
 * @param flags 0x8000 asks for a broadcast reply
 * @param ciaddr address that the client has and answers for
 * @param yiaddr address that the server gives
 * @param siaddr next server of the bootstrap
 * @param giaddr relay agent
 * @param chaddr client's MAC address
 * @param options the options, whichever fields they came in
 */
public record DhcpMessage(
        int op,
        int hardwareType,
        int hardwareLength,
        int hops,
        int xid,
        int secs,
        int flags,
        int ciaddr,
        int yiaddr,
        int siaddr,
        int giaddr,
        long chaddr,
        DhcpOptions options) {
    public static final int BOOTREQUEST = 1;
    public static final int BOOTREPLY = 2;

    /** Octets in front of the options, magic cookie included. */
    public static final int FIXED_BYTES = 240;

    /** First four octets of the options (RFC 2131 section 3). */
    public static final int MAGIC_COOKIE = 0x6382_5363;

    static final int BROADCAST_FLAG = 0x8000;
    static final int ETHERNET = 1;
    static final int ETHERNET_ADDRESS_BYTES = 6;

    /** The type, null when there is none or one that we do not know. */
    public @Nullable MessageType type() {
        return MessageType.of((int) options.unsigned(OptionCode.MESSAGE_TYPE, 0));
    }

    /** True when the client cannot take a unicast reply before it has its address. */
    public boolean wantsBroadcast() {
        return (flags & BROADCAST_FLAG) != 0;
    }

    public boolean isRelayed() {
        return giaddr != 0;
    }
}
