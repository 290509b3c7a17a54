package dev.hayabashi.daemon.decode;

/** BOOTP and DHCP (RFC 2131, options of RFC 2132), and the message type of DHCPv6 (RFC 8415). */
final class DhcpDecoder {
    private static final int OPTIONS_OFFSET = 240;
    private static final long MAGIC_COOKIE = 0x6382_5363L;
    private static final int MAX_OPTIONS = 64;
    private static final int OPTION_PAD = 0;
    private static final int OPTION_HOST_NAME = 12;
    private static final int OPTION_REQUESTED_ADDRESS = 50;
    private static final int OPTION_MESSAGE_TYPE = 53;
    private static final int OPTION_END = 255;

    private DhcpDecoder() {}

    record Message(String kind, String rest) {}

    static Message decode(Octets dhcp, String from) {
        if (!dhcp.has(0, 44)) {
            return new Message("DHCP", from);
        }
        boolean request = dhcp.u8(0) == 1;
        String client = dhcp.mac(28);
        int type = 0;
        String host = "";
        String asked = "";
        if (dhcp.u32(236) == MAGIC_COOKIE) {
            int at = OPTIONS_OFFSET;
            for (int i = 0; i < MAX_OPTIONS && dhcp.has(at, 2) && dhcp.u8(at) != OPTION_END; i++) {
                if (dhcp.u8(at) == OPTION_PAD) {
                    at++;
                    continue;
                }
                int length = dhcp.u8(at + 1);
                switch (dhcp.u8(at)) {
                    case OPTION_MESSAGE_TYPE -> type = dhcp.u8(at + 2);
                    case OPTION_HOST_NAME ->
                        host = " ('" + dhcp.from(at + 2).first(length).text() + "')";
                    case OPTION_REQUESTED_ADDRESS -> asked = " asks for " + dhcp.ip4(at + 2);
                    default -> {
                        // Says nothing that belongs into one phrase.
                    }
                }
                at += 2 + length;
            }
        }
        String rest = request
                ? " from " + client + host + asked
                : " for " + client + (dhcp.u32(16) == 0 ? "" : ": " + dhcp.ip4(16)) + from;
        return new Message(kind(type, request), rest);
    }

    private static String kind(int type, boolean request) {
        return switch (type) {
            case 1 -> "DHCP DISCOVER";
            case 2 -> "DHCP OFFER";
            case 3 -> "DHCP REQUEST";
            case 4 -> "DHCP DECLINE";
            case 5 -> "DHCP ACK";
            case 6 -> "DHCP NAK";
            case 7 -> "DHCP RELEASE";
            case 8 -> "DHCP INFORM";
            default -> request ? "BOOTP request" : "BOOTP reply";
        };
    }

    static String kind6(Octets dhcp) {
        return switch (dhcp.u8(0)) {
            case 1 -> "DHCPv6 SOLICIT";
            case 2 -> "DHCPv6 ADVERTISE";
            case 3 -> "DHCPv6 REQUEST";
            case 5 -> "DHCPv6 RENEW";
            case 6 -> "DHCPv6 REBIND";
            case 7 -> "DHCPv6 REPLY";
            case 8 -> "DHCPv6 RELEASE";
            case 11 -> "DHCPv6 INFORMATION-REQUEST";
            default -> "DHCPv6";
        };
    }
}
