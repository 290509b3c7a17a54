package dev.hayabashi.services.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordEncoder;
import io.netty.handler.codec.dns.DnsRecordType;
import java.nio.ByteBuffer;

/** Writes answers into one reused buffer. The answer is overwritten by the next one. */
final class ResponseWriter {
    private static final int MAX_MESSAGE_BYTES = 65_535;
    private static final int EDNS_VERSION_0_DNSSEC_OK = 0x8000;

    private final DnsLimits limits;
    private final ByteBuf out = Unpooled.buffer(2048, MAX_MESSAGE_BYTES);

    ResponseWriter(DnsLimits limits) {
        this.limits = limits;
    }

    /** An answer to a message that could not even be read: its id and a code. */
    ByteBuffer headerOnly(byte[] message, int responseCode) {
        int flags = DnsQuery.FLAG_RESPONSE | (message[2] & 0x79) << 8 | responseCode;
        out.clear();
        out.writeByte(message[0]).writeByte(message[1]).writeShort(flags).writeLong(0);
        return finished();
    }

    /** An answer without records. */
    ByteBuffer error(DnsQuery query, int responseCode) {
        begin(query, responseCode & 0xf, 0);
        writeEdns(query, responseCode >>> 4);
        return finished();
    }

    /** What was found here. */
    ByteBuffer local(DnsQuery query, LocalAnswer answer, int maxBytes) {
        begin(query, answer.responseCode(), DnsQuery.FLAG_AUTHORITATIVE);
        for (LocalRecord record : answer.records()) {
            write(record.name(), record.type(), limits.localTtlSeconds(), record.data());
        }
        out.setShort(6, answer.records().size() + (answer.soaAsked() ? 1 : 0));
        if (answer.soaAsked() || (answer.records().isEmpty() && !answer.zone().isEmpty())) {
            write(answer.zone(), DnsType.SOA, limits.localTtlSeconds(), soa(answer.zone()));
            out.setShort(8, answer.soaAsked() ? 0 : 1);
        }
        writeEdns(query, 0);
        return out.writerIndex() <= maxBytes ? finished() : truncated(query, answer.responseCode());
    }

    /** A resolver's answer with the id and the question, in its very letters, of this client's query. */
    ByteBuffer forwarded(DnsQuery query, byte[] response, int maxBytes) {
        int rcode = response[3] & 0xf;
        if (response.length > maxBytes) {
            return truncated(query, rcode);
        }
        out.clear();
        out.writeBytes(response);
        out.setShort(0, query.id());
        int flags = out.getUnsignedShort(2) & ~(DnsQuery.FLAG_RECURSION_DESIRED | DnsQuery.FLAG_TRUNCATED);
        flags |= DnsQuery.FLAG_RECURSION_AVAILABLE | (query.flags() & DnsQuery.FLAG_RECURSION_DESIRED);
        out.setShort(2, flags);
        out.setBytes(DnsQuery.HEADER_BYTES, query.message(), DnsQuery.HEADER_BYTES, questionBytes(query));
        return finished();
    }

    private ByteBuffer truncated(DnsQuery query, int responseCode) {
        begin(query, responseCode, DnsQuery.FLAG_TRUNCATED);
        writeEdns(query, 0);
        return finished();
    }

    private void begin(DnsQuery query, int responseCode, int flags) {
        int echoed = query.flags() & (DnsQuery.FLAG_RECURSION_DESIRED | DnsQuery.FLAG_CHECKING_DISABLED);
        out.clear();
        out.writeShort(query.id());
        out.writeShort(DnsQuery.FLAG_RESPONSE | DnsQuery.FLAG_RECURSION_AVAILABLE | echoed | flags | responseCode);
        out.writeShort(1).writeShort(0).writeShort(0).writeShort(0);
        out.writeBytes(query.message(), DnsQuery.HEADER_BYTES, questionBytes(query));
    }

    private static int questionBytes(DnsQuery query) {
        return query.questionEnd() - DnsQuery.HEADER_BYTES;
    }

    /** Whoever asks with EDNS is answered with EDNS (RFC 6891 section 6.1.1). */
    private void writeEdns(DnsQuery query, int extendedCode) {
        DnsQuery.Edns edns = query.edns();
        if (edns == null) {
            return;
        }
        out.writeByte(0).writeShort(DnsType.OPT).writeShort(limits.udpPayloadBytes());
        out.writeByte(extendedCode).writeByte(0);
        out.writeShort(edns.dnssecOk() ? EDNS_VERSION_0_DNSSEC_OK : 0).writeShort(0);
        out.setShort(10, out.getUnsignedShort(10) + 1);
    }

    private void write(String name, int type, int ttlSeconds, byte[] data) {
        DnsRecord record =
                new DefaultDnsRawRecord(name, DnsRecordType.valueOf(type), ttlSeconds, Unpooled.wrappedBuffer(data));
        try {
            DnsRecordEncoder.DEFAULT.encodeRecord(record, out);
        } catch (Exception e) {
            throw new IllegalStateException("record " + record + " cannot be encoded", e);
        }
    }

    /** The times say that nobody transfers this zone; the last field is how long a denial is kept (RFC 2308). */
    private byte[] soa(String zone) {
        byte[] server = DnsName.encode(zone);
        byte[] mailbox = DnsName.encode("hostmaster." + zone);
        ByteBuffer data = ByteBuffer.allocate(server.length + mailbox.length + 5 * Integer.BYTES);
        data.put(server).put(mailbox);
        data.putInt(1).putInt(3600).putInt(600).putInt(86_400).putInt(limits.localTtlSeconds());
        return data.array();
    }

    private ByteBuffer finished() {
        return out.nioBuffer();
    }

    /** Largest answer that this client takes. */
    int maxBytes(DnsClient client, DnsQuery query) {
        if (client.isStream()) {
            return MAX_MESSAGE_BYTES;
        }
        DnsQuery.Edns edns = query.edns();
        return edns == null ? 512 : Math.max(512, Math.min(edns.udpPayloadBytes(), limits.udpPayloadBytes()));
    }
}
