package dev.hayabashi.services.dhcp;

import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.services.BridgeServices;
import dev.hayabashi.services.spi.ServiceEvent;
import dev.hayabashi.services.spi.ServiceHost;
import dev.hayabashi.services.spi.ServicePort;
import dev.hayabashi.services.spi.Verdict;
import dev.hayabashi.services.wire.Ipv4;
import dev.hayabashi.services.wire.Ipv4Prefix;
import dev.hayabashi.services.wire.UdpPacket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A server with a bridge around it: virtual time, recorded output, a disk that can be slow. */
public final class DhcpLab implements ServiceHost, LeaseJournal {
    public static final long SECOND = 1_000_000_000L;
    public static final long GATEWAY_MAC = MacAddress.parse("52:54:00:00:00:01");
    public static final int GATEWAY = Ipv4.parse("192.168.122.1");
    static final Ipv4Prefix NETWORK = Ipv4Prefix.parse("192.168.122.0/24");

    /** A frame that was sent, with the port that it left by. */
    public record Sent(int port, byte[] frame) {}

    private record Write(LeaseChange change, long token) {}

    public final List<Sent> sent = new ArrayList<>();
    public final List<ServiceEvent> events = new ArrayList<>();
    final List<String> messages = new ArrayList<>();
    final List<LeaseChange> disk = new ArrayList<>();
    private final Deque<Write> writes = new ArrayDeque<>();
    public final BridgeServices services;
    DhcpEngine engine;
    public long nowNanos = 5 * SECOND;
    public long wallMillis = 1_800_000_000_000L;
    boolean diskIsSlow;

    public DhcpLab(DhcpSettings settings) {
        services = new BridgeServices(this);
        engine = new DhcpEngine(settings, this, this);
        services.dhcp(engine);
        services.portAdded(ServicePort.guest(1, "vm1"));
        services.portAdded(ServicePort.guest(2, "vm2"));
        services.portAdded(ServicePort.uplink(9, "eth1"));
    }

    public static DhcpSubnet subnet(String range) {
        return new DhcpSubnet(NETWORK, GATEWAY, List.of(AddressRange.parse(range)), List.of());
    }

    public static DhcpSettings.Builder settings(String range) {
        return DhcpSettings.builder(GATEWAY_MAC, GATEWAY, subnet(range)).domain("lab");
    }

    static DhcpSettings.Builder settings() {
        return settings("192.168.122.2-192.168.122.254");
    }

    @Override
    public void send(int portNumber, ByteBuffer message) {
        byte[] octets = new byte[message.remaining()];
        message.get(octets);
        sent.add(new Sent(portNumber, octets));
    }

    @Override
    public void flood(ByteBuffer message) {
        send(0, message);
    }

    @Override
    public void dhcpMessage(int portNumber, String type, long client, int address) {
        messages.add(portNumber + " " + type + " " + MacAddress.format(client) + " " + Ipv4.format(address));
    }

    @Override
    public void event(ServiceEvent event) {
        events.add(event);
    }

    @Override
    public void persist(LeaseChange change, long token) {
        writes.add(new Write(change, token));
        if (!diskIsSlow) {
            sync();
        }
    }

    /** The disk finishes what it was given. */
    void sync() {
        while (!writes.isEmpty()) {
            Write write = writes.remove();
            // Through the codec: what cannot be read back was not durable.
            disk.addAll(
                    LeaseLog.decode(LeaseLog.encodeAll(List.of(write.change()))).changes());
            if (write.token() != NO_TOKEN) {
                engine.persisted(write.token(), nowNanos);
            }
        }
    }

    int unwritten() {
        return writes.size();
    }

    /** The disk fails for everything it was given. */
    void failWrites() {
        while (!writes.isEmpty()) {
            engine.persistFailed(writes.remove().token(), "ENOSPC: no space left on device");
        }
    }

    /** The daemon dies and starts again: only the disk remains. */
    void crash(DhcpSettings settings) {
        writes.clear();
        engine = new DhcpEngine(settings, this, this);
        engine.restore(disk, nowNanos, wallMillis);
        services.dhcp(engine);
    }

    public void advance(long seconds) {
        nowNanos += seconds * SECOND;
        wallMillis += seconds * 1000;
        services.tick(nowNanos, wallMillis);
    }

    public Verdict receive(int port, byte[] ethernet) {
        return receive(port, ethernet, 0);
    }

    /** @param vnetFlags flags of the virtio-net header */
    public Verdict receive(int port, byte[] ethernet, int vnetFlags) {
        // Memory that ends with the frame: who reads past the end is caught.
        ByteBuffer memory = ByteBuffer.allocate(Frame.VNET_HEADER_BYTES + ethernet.length);
        memory.put(0, (byte) vnetFlags);
        memory.put(Frame.VNET_HEADER_BYTES, ethernet);
        Frame frame = new Frame(memory, 0);
        frame.received(Frame.VNET_HEADER_BYTES + ethernet.length);
        return services.receive(frame, port, nowNanos, wallMillis);
    }

    /** What was sent since the last call. */
    public List<Sent> take() {
        List<Sent> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    /** Sends a message and takes the one reply, which is checked down to its checksums. */
    Reply ask(int port, byte[] ethernet) {
        take();
        receive(port, ethernet);
        List<Sent> replies = take();
        if (replies.size() != 1) {
            throw new AssertionError("expected one reply, got " + replies.size() + "; events: " + events);
        }
        if (replies.get(0).port() != port) {
            throw new AssertionError("reply left by port " + replies.get(0).port());
        }
        return Reply.read(replies.get(0).frame());
    }

    /** Sends a message that must get no reply. */
    void askInVain(int port, byte[] ethernet) {
        take();
        receive(port, ethernet);
        List<Sent> replies = take();
        if (!replies.isEmpty()) {
            throw new AssertionError("unexpected " + Reply.read(replies.get(0).frame()));
        }
    }

    /** A reply as it is on the wire. */
    record Reply(
            long destinationMac,
            long sourceMac,
            int source,
            int destination,
            int destinationPort,
            int length,
            DhcpMessage message) {
        static Reply read(byte[] frame) {
            UdpPacket udp = new UdpPacket();
            ByteBuffer memory = ByteBuffer.wrap(frame);
            if (!udp.wrap(memory, 0, frame.length, false)) {
                throw new AssertionError("the server sent a broken datagram");
            }
            // Zero would mean "no checksum": replies have full ones.
            if (memory.getShort(udp.payloadOffset() - 2) == 0) {
                throw new AssertionError("the server sent a datagram without checksum");
            }
            DhcpMessage message = DhcpParser.parse(memory, udp.payloadOffset(), udp.payloadLength());
            if (message == null || message.op() != DhcpMessage.BOOTREPLY) {
                throw new AssertionError("the server sent a broken message");
            }
            return new Reply(
                    udp.destinationMac(),
                    udp.sourceMac(),
                    udp.source(),
                    udp.destination(),
                    udp.destinationPort(),
                    udp.payloadLength(),
                    message);
        }

        MessageType type() {
            MessageType type = message.type();
            if (type == null) {
                throw new AssertionError("no message type");
            }
            return type;
        }

        String yiaddr() {
            return Ipv4.format(message.yiaddr());
        }

        DhcpOptions options() {
            return message.options();
        }
    }
}
