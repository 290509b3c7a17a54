package dev.hayabashi.services;

import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.services.dhcp.DhcpEngine;
import dev.hayabashi.services.dhcp.DhcpMessage;
import dev.hayabashi.services.dhcp.DhcpSettings;
import dev.hayabashi.services.dhcp.LeaseChange;
import dev.hayabashi.services.dhcp.LeaseJournal;
import dev.hayabashi.services.dhcp.LeaseLog;
import dev.hayabashi.services.dhcp.MessageType;
import dev.hayabashi.services.dhcp.OptionCode;
import dev.hayabashi.services.spi.ServiceEvent;
import dev.hayabashi.services.spi.ServiceHost;
import dev.hayabashi.services.spi.ServicePort;
import dev.hayabashi.services.wire.Endpoint;
import dev.hayabashi.services.wire.FrameWriter;
import dev.hayabashi.services.wire.Ipv4;
import dev.hayabashi.services.wire.Octets;
import dev.hayabashi.services.wire.Wire;
import java.nio.ByteBuffer;

/**
 * Leases an address to a client that does not exist, by a server of the same settings that nobody else sees. A virtual
 * machine loads and compiles code when it is first used, which takes a tenth of a second for a whole lease; without this, the
 * first guest after a start would pay for it.
 */
public final class WarmUp implements ServiceHost, LeaseJournal {
    private static final long NANOS_PER_ROUND = 1_000_000_000L;
    private static final long CLIENT_MAC = 0x0200_5eff_fefdL;
    private static final int PORT = 1;
    private static final int MAX_FRAME_BYTES = 1514;

    private final DhcpSettings settings;
    private final DhcpEngine engine;
    private final BridgeServices services = new BridgeServices(this);
    private final FrameWriter writer = new FrameWriter(MAX_FRAME_BYTES);
    private final Frame frame;
    private long token = NO_TOKEN;
    private int yiaddr;
    private int replies;

    private WarmUp(DhcpSettings settings, DirectMemory memory) {
        this.settings = settings;
        this.frame = new Frame(memory.buffer(), memory.address());
        this.engine = new DhcpEngine(settings, this, this);
        services.dhcp(engine);
        services.portAdded(ServicePort.guest(PORT, "warm-up"));
    }

    /**
     * Goes from DISCOVER to RELEASE a number of times.
     *
     * @return replies that the client got, two for each round that went well
     */
    public static int run(DhcpSettings settings, DirectMemory.Allocator allocator, int rounds) {
        WarmUp warmUp = new WarmUp(settings, allocator.allocate(Frame.MEMORY_BYTES));
        for (int round = 1; round <= rounds; round++) {
            warmUp.round(round * NANOS_PER_ROUND);
        }
        return warmUp.replies;
    }

    private void round(long nowNanos) {
        yiaddr = 0;
        send(MessageType.DISCOVER, 0, nowNanos);
        if (yiaddr == 0) {
            // No address is free: the server has said so to itself alone.
            return;
        }
        send(MessageType.REQUEST, 0, nowNanos);
        if (token != NO_TOKEN) {
            engine.persisted(token, nowNanos);
            token = NO_TOKEN;
        }
        send(MessageType.RELEASE, yiaddr, nowNanos);
        services.tick(nowNanos, nowNanos);
    }

    private void send(MessageType type, int ciaddr, long nowNanos) {
        ByteBuffer out = writer.beginUdp4();
        int start = out.position();
        out.put((byte) DhcpMessage.BOOTREQUEST).put((byte) 1).put((byte) 6).put((byte) 0);
        out.putInt(1).putInt(0).putInt(ciaddr).putInt(0).putInt(0).putInt(0);
        Octets.putMac(out, CLIENT_MAC);
        while (out.position() < start + DhcpMessage.FIXED_BYTES - Integer.BYTES) {
            out.put((byte) 0);
        }
        out.putInt(DhcpMessage.MAGIC_COOKIE);
        out.put(new byte[] {OptionCode.MESSAGE_TYPE, 1, (byte) type.code()});
        if (type != MessageType.DISCOVER) {
            out.put(new byte[] {OptionCode.SERVER_IDENTIFIER, Integer.BYTES}).putInt(settings.serverAddress());
        }
        if (type == MessageType.REQUEST) {
            out.put(new byte[] {OptionCode.REQUESTED_ADDRESS, Integer.BYTES}).putInt(yiaddr);
        }
        out.put(new byte[] {OptionCode.HOST_NAME, 4, 'w', 'a', 'r', 'm'});
        out.put(new byte[] {OptionCode.PARAMETER_REQUEST_LIST, 6, 1, 3, 6, 12, 15, 28});
        out.put((byte) OptionCode.END);
        boolean unicast = ciaddr != 0;
        ByteBuffer octets = writer.finishUdp4(
                new Endpoint(CLIENT_MAC, ciaddr, Wire.PORT_DHCP_CLIENT),
                new Endpoint(
                        unicast ? settings.serverMac() : MacAddress.BROADCAST,
                        unicast ? settings.serverAddress() : Ipv4.BROADCAST,
                        Wire.PORT_DHCP_SERVER));
        int length = octets.remaining();
        frame.memory().put(Frame.VNET_HEADER_BYTES, octets, octets.position(), length);
        frame.received(Frame.VNET_HEADER_BYTES + length);
        services.receive(frame, PORT, nowNanos, nowNanos);
    }

    @Override
    public void send(int portNumber, ByteBuffer reply) {
        replies++;
        yiaddr = reply.getInt(reply.position() + Wire.UDP4_OVERHEAD_BYTES + 16);
    }

    @Override
    public void flood(ByteBuffer reply) {
        send(PORT, reply);
    }

    @Override
    public void event(ServiceEvent event) {
        // Nobody is there.
    }

    @Override
    public void persist(LeaseChange change, long ackToken) {
        LeaseLog.encode(change);
        if (ackToken != NO_TOKEN) {
            token = ackToken;
        }
    }
}
