package dev.hayabashi.services.dhcp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts the options of a reply together (RFC 2131 section 4.3.1 table 3). */
final class ReplyBuilder {
    private static final int ETHERNET_MTU = 1500;
    private static final int FQDN_SERVER_UPDATES = 0x01;
    private static final int FQDN_OVERRIDE = 0x02;
    private static final int DEFAULT_ROUTE_BYTES = 5;

    private final DhcpSettings settings;
    private final Exchange exchange;
    private final ReplyOptions reply = new ReplyOptions();

    private ReplyBuilder(DhcpSettings settings, Exchange exchange) {
        this.settings = settings;
        this.exchange = exchange;
    }

    /** OFFER, or ACK of a lease. */
    static ReplyOptions lease(
            DhcpSettings settings,
            Exchange exchange,
            MessageType type,
            long leaseSeconds,
            @Nullable String hostName,
            boolean rapid) {
        ReplyBuilder builder = new ReplyBuilder(settings, exchange);
        builder.head(type);
        builder.reply.putInt(OptionCode.LEASE_TIME, leaseSeconds);
        if (leaseSeconds != DhcpTimes.INFINITE) {
            builder.reply.putInt(OptionCode.RENEWAL_TIME, settings.times().renewal(leaseSeconds));
            builder.reply.putInt(OptionCode.REBINDING_TIME, settings.times().rebinding(leaseSeconds));
        }
        if (rapid) {
            builder.reply.put(OptionCode.RAPID_COMMIT, new byte[0]);
        }
        builder.network(hostName);
        return builder.reply;
    }

    /** ACK of an INFORM: everything but a lease. */
    static ReplyOptions inform(DhcpSettings settings, Exchange exchange) {
        ReplyBuilder builder = new ReplyBuilder(settings, exchange);
        builder.head(MessageType.ACK);
        builder.network(null);
        return builder.reply;
    }

    /** NAK with a text for whoever reads the client's log. */
    static ReplyOptions nak(DhcpSettings settings, Exchange exchange, String text) {
        ReplyBuilder builder = new ReplyBuilder(settings, exchange);
        builder.head(MessageType.NAK);
        return builder.reply.put(OptionCode.MESSAGE, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** What every reply has; the client identifier comes back in all of them (RFC 6842). */
    private void head(MessageType type) {
        reply.putByte(OptionCode.MESSAGE_TYPE, type.code());
        reply.putInt(OptionCode.SERVER_IDENTIFIER, settings.serverAddress());
        if (exchange.options().has(OptionCode.CLIENT_IDENTIFIER)) {
            reply.put(OptionCode.CLIENT_IDENTIFIER, exchange.options().bytes(OptionCode.CLIENT_IDENTIFIER));
        }
    }

    private void network(@Nullable String hostName) {
        DhcpSubnet subnet = exchange.subnet();
        putInt(OptionCode.SUBNET_MASK, subnet.prefix().mask());
        if (wants(OptionCode.CLASSLESS_ROUTES)) {
            classlessRoutes(subnet);
        }
        if (subnet.router() != 0) {
            putInt(OptionCode.ROUTERS, subnet.router());
        }
        if (!settings.dnsServers().isEmpty()) {
            put(OptionCode.DNS_SERVERS, addresses(settings.dnsServers()));
        }
        if (settings.domain() != null) {
            put(OptionCode.DOMAIN_NAME, settings.domain().getBytes(StandardCharsets.US_ASCII));
        }
        putInt(OptionCode.BROADCAST_ADDRESS, subnet.prefix().broadcast());
        if (settings.mtuBytes() != ETHERNET_MTU) {
            put(OptionCode.INTERFACE_MTU, new byte[] {(byte) (settings.mtuBytes() >>> 8), (byte) settings.mtuBytes()});
        }
        if (hostName != null && wants(OptionCode.HOST_NAME)) {
            put(OptionCode.HOST_NAME, hostName.getBytes(StandardCharsets.US_ASCII));
        }
        if (!settings.domainSearch().isEmpty() && wants(OptionCode.DOMAIN_SEARCH)) {
            put(OptionCode.DOMAIN_SEARCH, OptionType.NAMES.encode(settings.domainSearch()));
        }
        fqdn(hostName);
        boot();
        for (ConfiguredOption option : settings.options()) {
            if (option.always() || wants(option.code())) {
                reply.put(option.code(), option.value());
            }
        }
    }

    /** A client that takes option 121 ignores option 3, so the default route has to be in there too (RFC 3442). */
    private void classlessRoutes(DhcpSubnet subnet) {
        byte[] routes = configured(OptionCode.CLASSLESS_ROUTES);
        if (routes == null) {
            return;
        }
        if (subnet.router() == 0 || hasDefaultRoute(routes)) {
            reply.put(OptionCode.CLASSLESS_ROUTES, routes);
            return;
        }
        byte[] all = new byte[routes.length + DEFAULT_ROUTE_BYTES];
        System.arraycopy(routes, 0, all, 0, routes.length);
        java.nio.ByteBuffer.wrap(all).putInt(routes.length + 1, subnet.router());
        reply.put(OptionCode.CLASSLESS_ROUTES, all);
    }

    private static boolean hasDefaultRoute(byte[] routes) {
        int at = 0;
        while (at < routes.length) {
            if (routes[at] == 0) {
                return true;
            }
            at += 1 + ((routes[at] & 0xff) + 7) / 8 + Integer.BYTES;
        }
        return false;
    }

    /** We look after the A record, whatever the client proposes (RFC 4702 section 4). */
    private void fqdn(@Nullable String hostName) {
        byte[] sent = exchange.options().bytes(OptionCode.CLIENT_FQDN);
        if (sent.length < NameChooser.FQDN_HEADER_BYTES || hostName == null) {
            return;
        }
        boolean encoded = (sent[0] & NameChooser.FQDN_ENCODED) != 0;
        int flags = (sent[0] & NameChooser.FQDN_ENCODED) | FQDN_SERVER_UPDATES;
        if ((sent[0] & FQDN_SERVER_UPDATES) == 0) {
            flags |= FQDN_OVERRIDE;
        }
        String full = settings.domain() == null ? hostName : hostName + "." + settings.domain();
        byte[] name = encoded ? OptionType.NAMES.encode(List.of(full)) : full.getBytes(StandardCharsets.US_ASCII);
        byte[] value = new byte[NameChooser.FQDN_HEADER_BYTES + name.length];
        value[0] = (byte) flags;
        value[1] = (byte) 255;
        value[2] = (byte) 255;
        System.arraycopy(name, 0, value, NameChooser.FQDN_HEADER_BYTES, name.length);
        put(OptionCode.CLIENT_FQDN, value);
    }

    private void boot() {
        BootFile boot = settings.boot();
        if (boot == null) {
            return;
        }
        if (wants(OptionCode.BOOT_FILE)) {
            put(OptionCode.BOOT_FILE, boot.file().getBytes(StandardCharsets.US_ASCII));
        }
        if (!boot.serverName().isEmpty() && wants(OptionCode.TFTP_SERVER)) {
            put(OptionCode.TFTP_SERVER, boot.serverName().getBytes(StandardCharsets.US_ASCII));
        }
    }

    private boolean wants(int code) {
        return exchange.options().requests(code);
    }

    private void putInt(int code, int value) {
        put(code, java.nio.ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    /** A configured value takes the place of ours. */
    private void put(int code, byte[] value) {
        byte[] configured = configured(code);
        reply.put(code, configured == null ? value : configured);
    }

    private byte @Nullable [] configured(int code) {
        for (ConfiguredOption option : settings.options()) {
            if (option.code() == code) {
                return option.value();
            }
        }
        return null;
    }

    private static byte[] addresses(List<Integer> list) {
        java.nio.ByteBuffer octets = java.nio.ByteBuffer.allocate(list.size() * Integer.BYTES);
        list.forEach(octets::putInt);
        return octets.array();
    }
}
