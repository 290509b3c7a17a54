package dev.hayabashi.daemon.decode;

import dev.hayabashi.bridgecore.MacAddress;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Builds frames for tests, octet by octet. */
public final class FrameBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private FrameBytes() {}

    public static FrameBytes ethernet(String destination, String source, int etherType) {
        return new FrameBytes().mac(destination).mac(source).u16(etherType);
    }

    public FrameBytes u8(int... values) {
        for (int value : values) {
            out.write(value);
        }
        return this;
    }

    public FrameBytes u16(int value) {
        return u8(value >>> 8 & 0xff, value & 0xff);
    }

    public FrameBytes u32(long value) {
        return u16((int) (value >>> 16) & 0xffff).u16((int) value & 0xffff);
    }

    public FrameBytes mac(String mac) {
        long address = MacAddress.parse(mac);
        return u16((int) (address >>> 32)).u32(address & 0xffff_ffffL);
    }

    public FrameBytes ip(String address) {
        for (String part : address.split("\\.", -1)) {
            u8(Integer.parseInt(part));
        }
        return this;
    }

    public FrameBytes hex(String octets) {
        String digits = octets.replaceAll("[^0-9a-f]", "");
        for (int i = 0; i < digits.length(); i += 2) {
            u8(Integer.parseInt(digits.substring(i, i + 2), 16));
        }
        return this;
    }

    public FrameBytes text(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    public FrameBytes zeros(int count) {
        out.writeBytes(new byte[count]);
        return this;
    }

    public byte[] bytes() {
        return out.toByteArray();
    }

    /** An IPv4 header without options in front of {@code payloadBytes}. */
    public FrameBytes ip4(int protocol, String source, String destination, int payloadBytes) {
        return u8(0x45, 0)
                .u16(20 + payloadBytes)
                .u32(0)
                .u8(64, protocol)
                .u16(0)
                .ip(source)
                .ip(destination);
    }

    /** A DHCP DISCOVER as busybox sends it. */
    public static byte[] dhcpDiscover(String mac, String hostName) {
        int dhcpBytes = 240 + 3 + 2 + hostName.length() + 1;
        return ethernet("ff:ff:ff:ff:ff:ff", mac, 0x0800)
                .ip4(17, "0.0.0.0", "255.255.255.255", 8 + dhcpBytes)
                .u16(68)
                .u16(67)
                .u16(8 + dhcpBytes)
                .u16(0)
                .u8(1, 1, 6, 0)
                .u32(0x1234_5678)
                .zeros(20)
                .mac(mac)
                .zeros(10 + 64 + 128)
                .u32(0x6382_5363)
                .u8(53, 1, 1)
                .u8(12, hostName.length())
                .text(hostName)
                .u8(255)
                .bytes();
    }

    /** An ARP request. */
    public static byte[] arpRequest(String mac, String sender, String target) {
        return ethernet("ff:ff:ff:ff:ff:ff", mac, 0x0806)
                .u16(1)
                .u16(0x0800)
                .u8(6, 4)
                .u16(1)
                .mac(mac)
                .ip(sender)
                .zeros(6)
                .ip(target)
                .bytes();
    }
}
