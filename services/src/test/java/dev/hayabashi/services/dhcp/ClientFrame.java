package dev.hayabashi.services.dhcp;

import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.services.wire.Endpoint;
import dev.hayabashi.services.wire.FrameWriter;
import dev.hayabashi.services.wire.Ipv4;
import dev.hayabashi.services.wire.Octets;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Builds a client's message, field by field. */
final class ClientFrame {
    private final ByteBuffer fixed = ByteBuffer.allocate(DhcpMessage.FIXED_BYTES);
    private final ByteArrayOutputStream options = new ByteArrayOutputStream();
    private long ethernetSource;
    private long ethernetDestination = MacAddress.BROADCAST;
    private int ipSource;
    private int ipDestination = Ipv4.BROADCAST;
    private int sourcePort = 68;

    private ClientFrame(MessageType type, long mac) {
        ethernetSource = mac;
        fixed.put(0, (byte) 1).put(1, (byte) 1).put(2, (byte) 6);
        fixed.putInt(4, 0x1234_5678);
        fixed.putShort(28, (short) (mac >>> 32)).putInt(30, (int) mac);
        fixed.putInt(236, DhcpMessage.MAGIC_COOKIE);
        option(OptionCode.MESSAGE_TYPE, type.code());
    }

    static ClientFrame of(MessageType type, String mac) {
        return new ClientFrame(type, MacAddress.parse(mac));
    }

    static ClientFrame of(MessageType type, long mac) {
        return new ClientFrame(type, mac);
    }

    static byte[] discover(String mac) {
        return of(MessageType.DISCOVER, mac).bytes();
    }

    /** REQUEST of a client that selects our offer. */
    static byte[] select(String mac, String address) {
        return of(MessageType.REQUEST, mac)
                .address(50, address)
                .address(54, "192.168.122.1")
                .bytes();
    }

    static byte[] initReboot(String mac, String address) {
        return of(MessageType.REQUEST, mac).address(50, address).bytes();
    }

    static byte[] renew(String mac, String address) {
        return of(MessageType.REQUEST, mac).ciaddr(address).unicast(address).bytes();
    }

    static byte[] rebind(String mac, String address) {
        return of(MessageType.REQUEST, mac).ciaddr(address).ipSource(address).bytes();
    }

    static byte[] release(String mac, String address) {
        return of(MessageType.RELEASE, mac)
                .ciaddr(address)
                .address(54, "192.168.122.1")
                .unicast(address)
                .bytes();
    }

    ClientFrame xid(int value) {
        fixed.putInt(4, value);
        return this;
    }

    ClientFrame broadcastFlag() {
        fixed.putShort(10, (short) 0x8000);
        return this;
    }

    ClientFrame ciaddr(String address) {
        fixed.putInt(12, Ipv4.parse(address));
        return this;
    }

    ClientFrame giaddr(String address) {
        fixed.putInt(24, Ipv4.parse(address));
        sourcePort = 67;
        return this;
    }

    ClientFrame hardwareType(int type, int length) {
        fixed.put(1, (byte) type).put(2, (byte) length);
        return this;
    }

    ClientFrame ipSource(String address) {
        ipSource = Ipv4.parse(address);
        return this;
    }

    ClientFrame to(long mac, String address) {
        ethernetDestination = mac;
        ipDestination = Ipv4.parse(address);
        return this;
    }

    ClientFrame unicast(String from) {
        return ipSource(from).to(DhcpLab.GATEWAY_MAC, "192.168.122.1");
    }

    ClientFrame from(String mac) {
        ethernetSource = MacAddress.parse(mac);
        return this;
    }

    ClientFrame field(int offset, byte[] value) {
        fixed.put(offset, value);
        return this;
    }

    ClientFrame option(int code, int... octets) {
        byte[] value = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            value[i] = (byte) octets[i];
        }
        return option(code, value);
    }

    ClientFrame option(int code, byte[] value) {
        options.write(code);
        options.write(value.length);
        options.writeBytes(value);
        return this;
    }

    ClientFrame text(int code, String value) {
        return option(code, value.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    ClientFrame address(int code, String address) {
        return option(code, ByteBuffer.allocate(4).putInt(Ipv4.parse(address)).array());
    }

    ClientFrame hex(int code, String value) {
        return option(code, Octets.parseHex(value));
    }

    byte[] bytes() {
        FrameWriter writer = new FrameWriter(2000);
        ByteBuffer out = writer.beginUdp4();
        out.put(fixed.array()).put(options.toByteArray()).put((byte) 255);
        ByteBuffer frame = writer.finishUdp4(
                new Endpoint(ethernetSource, ipSource, sourcePort),
                new Endpoint(ethernetDestination, ipDestination, 67));
        byte[] octets = new byte[frame.remaining()];
        frame.get(octets);
        return octets;
    }
}
