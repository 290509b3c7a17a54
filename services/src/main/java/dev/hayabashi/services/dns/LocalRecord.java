package dev.hayabashi.services.dns;

import dev.hayabashi.services.wire.Ipv6Address;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A record of the configuration.
 *
 * @param name owner without trailing dot
 * @param type record type by number
 * @param data record data; not to be written to
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode are by content, below
public record LocalRecord(String name, int type, byte[] data) {
    private static final int MAX_TEXT_BYTES = 255;

    public LocalRecord {
        name = DnsName.normalise(name);
        data = data.clone();
    }

    /** An IPv4 address. */
    public static LocalRecord a(String name, int address) {
        return new LocalRecord(
                name,
                DnsType.A,
                ByteBuffer.allocate(Integer.BYTES).putInt(address).array());
    }

    /** An IPv6 address. */
    public static LocalRecord aaaa(String name, Ipv6Address address) {
        ByteBuffer data = ByteBuffer.allocate(Ipv6Address.BYTES);
        address.write(data);
        return new LocalRecord(name, DnsType.AAAA, data.array());
    }

    /** One text of at most 255 octets. */
    public static LocalRecord txt(String name, String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        if (octets.length > MAX_TEXT_BYTES) {
            throw new IllegalArgumentException("the text of " + name + " is longer than 255 octets");
        }
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.write(octets.length);
        data.writeBytes(octets);
        return new LocalRecord(name, DnsType.TXT, data.toByteArray());
    }

    /** Where a service is (RFC 2782). */
    public static LocalRecord srv(String name, int priority, int weight, int port, String target) {
        byte[] encoded = DnsName.encode(DnsName.normalise(target));
        ByteBuffer data = ByteBuffer.allocate(6 + encoded.length);
        data.putShort((short) priority).putShort((short) weight).putShort((short) port);
        return new LocalRecord(name, DnsType.SRV, data.put(encoded).array());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LocalRecord record
                && type == record.type
                && name.equals(record.name)
                && Arrays.equals(data, record.data);
    }

    @Override
    public int hashCode() {
        return (name.hashCode() * 31 + type) * 31 + Arrays.hashCode(data);
    }
}
