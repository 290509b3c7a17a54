package dev.hayabashi.services.ra;

import dev.hayabashi.services.wire.Icmpv6Packet;
import dev.hayabashi.services.wire.Ipv6Address;
import dev.hayabashi.services.wire.Octets;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes the ICMPv6 message of a router advertisement (RFC 4861 section 4.2, RFC 8106 section 5). */
final class RaMessage {
    private static final int HOP_LIMIT = 64;
    private static final int OPTION_PREFIX = 3;
    private static final int OPTION_MTU = 5;
    private static final int OPTION_RDNSS = 25;
    private static final int OPTION_DNSSL = 31;
    private static final int FLAG_ON_LINK = 0x80;
    private static final int FLAG_AUTONOMOUS = 0x40;

    private RaMessage() {}

    /**
     * Writes the message at the buffer's position.
     *
     * @param lifetimes 1 for those of the settings, 0 to withdraw router and resolvers
     */
    static void write(ByteBuffer out, RaSettings settings, int lifetimes) {
        out.put((byte) Icmpv6Packet.ROUTER_ADVERTISEMENT).put((byte) 0).putShort((short) 0);
        out.put((byte) HOP_LIMIT).put((byte) 0);
        out.putShort((short) (settings.routerLifetimeSeconds() * lifetimes));
        out.putInt(0).putInt(0);
        out.put((byte) Icmpv6Packet.OPTION_SOURCE_ADDRESS).put((byte) 1);
        Octets.putMac(out, settings.gatewayMac());
        if (settings.mtuBytes() != 0) {
            out.put((byte) OPTION_MTU).put((byte) 1).putShort((short) 0).putInt(settings.mtuBytes());
        }
        prefix(out, settings, settings.prefix(), settings.preferredLifetimeSeconds());
        // RFC 8106 section 5.1: three times the interval survives the loss of two advertisements.
        int dnsSeconds = 3 * settings.maxIntervalSeconds() * lifetimes;
        if (!settings.resolvers().isEmpty()) {
            out.put((byte) OPTION_RDNSS)
                    .put((byte) (1 + 2 * settings.resolvers().size()));
            out.putShort((short) 0).putInt(dnsSeconds);
            for (Ipv6Address resolver : settings.resolvers()) {
                resolver.write(out);
            }
        }
        if (!settings.searchDomains().isEmpty()) {
            searchList(out, settings, dnsSeconds);
        }
    }

    /** A prefix that is advertised no longer: its addresses are not used for new connections any more. */
    static void writeDeprecated(ByteBuffer out, RaSettings settings, Ipv6Address old) {
        prefix(out, settings, old, 0);
    }

    private static void prefix(ByteBuffer out, RaSettings settings, Ipv6Address prefix, long preferredSeconds) {
        int flags = (settings.onLink() ? FLAG_ON_LINK : 0) | (settings.autonomous() ? FLAG_AUTONOMOUS : 0);
        out.put((byte) OPTION_PREFIX).put((byte) 4).put((byte) 64).put((byte) flags);
        out.putInt((int) settings.validLifetimeSeconds())
                .putInt((int) preferredSeconds)
                .putInt(0);
        prefix.write(out);
    }

    private static void searchList(ByteBuffer out, RaSettings settings, int seconds) {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        settings.searchDomains().forEach(name -> names.writeBytes(encodeName(name)));
        while (names.size() % 8 != 0) {
            names.write(0);
        }
        out.put((byte) OPTION_DNSSL).put((byte) (1 + names.size() / 8)).putShort((short) 0);
        out.putInt(seconds).put(names.toByteArray());
    }

    static byte[] encodeName(String name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String label : name.split("\\.", -1)) {
            byte[] octets = label.getBytes(StandardCharsets.US_ASCII);
            if (octets.length == 0 || octets.length > 63 || name.length() > 120) {
                throw new IllegalArgumentException("'" + name + "' is not a search domain of at most 120 octets");
            }
            out.write(octets.length);
            out.writeBytes(octets);
        }
        out.write(0);
        return out.toByteArray();
    }
}
