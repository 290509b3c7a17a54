package dev.hayabashi.cli.demo;

import java.nio.ByteBuffer;

/** What a cable can tell of an Ethernet frame: whether it is DHCP, which message, and which address it gives. */
final class DhcpGlance {
    static final int DISCOVER = 1;
    static final int OFFER = 2;
    static final int REQUEST = 3;
    static final int ACK = 5;

    private static final int IPV4 = 0x0800;
    private static final int UDP = 17;
    private static final int OPTIONS_AT = 240;
    private static final int MESSAGE_TYPE = 53;
    private static final int END = 255;

    private DhcpGlance() {}

    /** Message type of a frame (RFC 2132 section 9.6); 0 for anything that is not DHCP. */
    static int type(ByteBuffer frame, int length) {
        if (length < 14 + 20 + 8 + OPTIONS_AT || (frame.getShort(12) & 0xffff) != IPV4 || frame.get(23) != UDP) {
            return 0;
        }
        int udp = 14 + (frame.get(14) & 0x0f) * 4;
        int port = frame.getShort(udp + 2) & 0xffff;
        if (port != 67 && port != 68) {
            return 0;
        }
        int at = udp + 8 + OPTIONS_AT;
        while (at + 2 < length) {
            int option = frame.get(at) & 0xff;
            if (option == END) {
                return 0;
            }
            if (option == MESSAGE_TYPE) {
                return frame.get(at + 2);
            }
            at += option == 0 ? 1 : 2 + (frame.get(at + 1) & 0xff);
        }
        return 0;
    }

    /** The address that a reply gives. */
    static String yiaddr(ByteBuffer frame) {
        int at = 14 + (frame.get(14) & 0x0f) * 4 + 8 + 16;
        return (frame.get(at) & 0xff) + "." + (frame.get(at + 1) & 0xff) + "." + (frame.get(at + 2) & 0xff) + "."
                + (frame.get(at + 3) & 0xff);
    }
}
