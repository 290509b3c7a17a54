package dev.hayabashi.services.dhcp;

import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.services.wire.Endpoint;
import dev.hayabashi.services.wire.FrameWriter;
import dev.hayabashi.services.wire.Ipv4;
import dev.hayabashi.services.wire.Octets;
import dev.hayabashi.services.wire.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes replies and addresses them (RFC 2131 section 4.1). */
final class ReplySender {
    /** Smallest BOOTP message (RFC 1542 section 2.1); some clients drop shorter ones. */
    private static final int MIN_MESSAGE_BYTES = 300;

    /** What every client takes, IP and UDP headers included (RFC 2131 section 2). */
    private static final int DEFAULT_DATAGRAM_BYTES = 576;

    private static final int LARGEST_DATAGRAM_BYTES = 1500;
    private static final int SNAME_AT = 44;
    private static final int FILE_AT = 108;

    private final ServerState state;
    private final FrameWriter writer = new FrameWriter(Wire.ETHERNET_HEADER_BYTES + LARGEST_DATAGRAM_BYTES);

    ReplySender(ServerState state) {
        this.state = state;
    }

    /** Sends a reply out of the port where the message came in. {@code yiaddr} is 0 for NAK and for INFORM's ACK. */
    void send(Exchange exchange, MessageType type, int yiaddr, ReplyOptions options) {
        DhcpSettings settings = state.settings();
        DhcpMessage request = exchange.message();
        ByteBuffer out = writer.beginUdp4();
        int start = out.position();
        boolean nak = type == MessageType.NAK;
        out.put((byte) DhcpMessage.BOOTREPLY)
                .put((byte) request.hardwareType())
                .put((byte) request.hardwareLength())
                .put((byte) 0);
        out.putInt(request.xid()).putShort((short) 0);
        // The relay has to broadcast a NAK: the client has no address that it could be reached under.
        out.putShort(
                (short) (nak && request.isRelayed() ? request.flags() | DhcpMessage.BROADCAST_FLAG : request.flags()));
        out.putInt(type == MessageType.ACK ? request.ciaddr() : 0).putInt(yiaddr);
        out.putInt(nak ? 0 : nextServer(settings)).putInt(request.giaddr());
        Octets.putMac(out, request.chaddr());
        while (out.position() < start + DhcpMessage.FIXED_BYTES - Integer.BYTES) {
            out.put((byte) 0);
        }
        if (!nak && settings.boot() != null) {
            putText(out, start + SNAME_AT, settings.boot().serverName());
            putText(out, start + FILE_AT, settings.boot().file());
        }
        out.putInt(DhcpMessage.MAGIC_COOKIE);
        byte[] relayInformation = request.isRelayed() || exchange.port().trusted()
                ? request.options().bytes(OptionCode.RELAY_AGENT_INFORMATION)
                : new byte[0];
        int room = datagramBytes(exchange) - Wire.IPV4_HEADER_BYTES - Wire.UDP_HEADER_BYTES - DhcpMessage.FIXED_BYTES;
        int leftOut = options.write(out, room, relayInformation.length < room / 2 ? relayInformation : new byte[0]);
        while (out.position() < start + MIN_MESSAGE_BYTES) {
            out.put((byte) 0);
        }
        Endpoint server = new Endpoint(settings.serverMac(), settings.serverAddress(), Wire.PORT_DHCP_SERVER);
        ByteBuffer frame = writer.finishUdp4(server, destination(exchange, type, yiaddr));
        state.counters.sent(type, leftOut);
        state.host.send(exchange.port().number(), frame);
        state.host.dhcpMessage(exchange.port().number(), type.name(), request.chaddr(), yiaddr);
    }

    private static int nextServer(DhcpSettings settings) {
        BootFile boot = settings.boot();
        // Linux's ip=dhcp takes siaddr for its DNS server when there is no option 6, so it is never left at nonsense.
        return boot != null && boot.nextServer() != 0 ? boot.nextServer() : settings.serverAddress();
    }

    private static void putText(ByteBuffer out, int at, String text) {
        byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
        out.put(at, octets);
    }

    private int datagramBytes(Exchange exchange) {
        long accepted = exchange.options().unsigned(OptionCode.MAX_MESSAGE_SIZE, DEFAULT_DATAGRAM_BYTES);
        int largest = Math.min(LARGEST_DATAGRAM_BYTES, state.settings().mtuBytes());
        return (int) Math.max(DEFAULT_DATAGRAM_BYTES, Math.min(accepted, largest));
    }

    private static Endpoint destination(Exchange exchange, MessageType type, int yiaddr) {
        DhcpMessage request = exchange.message();
        if (request.isRelayed()) {
            return new Endpoint(exchange.ethernetSource(), request.giaddr(), Wire.PORT_DHCP_SERVER);
        }
        Endpoint broadcast = new Endpoint(MacAddress.BROADCAST, Ipv4.BROADCAST, Wire.PORT_DHCP_CLIENT);
        if (type == MessageType.NAK) {
            return broadcast;
        }
        if (request.ciaddr() != 0) {
            return new Endpoint(request.chaddr(), request.ciaddr(), Wire.PORT_DHCP_CLIENT);
        }
        if (request.wantsBroadcast()) {
            return broadcast;
        }
        int address = yiaddr != 0 ? yiaddr : exchange.ipSource();
        return address == 0 ? broadcast : new Endpoint(request.chaddr(), address, Wire.PORT_DHCP_CLIENT);
    }
}
