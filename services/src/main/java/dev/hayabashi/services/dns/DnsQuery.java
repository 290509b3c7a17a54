package dev.hayabashi.services.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A query with one question, in memory of its own.
 *
 * @param message the whole message
 * @param name the question's name: lower case, dots between labels, dots within labels as {@code \.}
 * @param type question type
 * @param questionClass question class, 1 for the Internet
 * @param questionEnd where the question section ends in {@code message}
 * @param edns what the OPT record says, null when there is none (RFC 6891)
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record DnsQuery(
        byte[] message,
        String name,
        int type,
        int questionClass,
        int questionEnd,
        @Nullable Edns edns) {
    static final int HEADER_BYTES = 12;
    static final int FLAG_RESPONSE = 0x8000;
    static final int FLAG_AUTHORITATIVE = 0x0400;
    static final int FLAG_TRUNCATED = 0x0200;
    static final int FLAG_RECURSION_DESIRED = 0x0100;
    static final int FLAG_RECURSION_AVAILABLE = 0x0080;
    static final int FLAG_CHECKING_DISABLED = 0x0010;
    static final int CLASS_INTERNET = 1;

    private static final int MAX_MESSAGE_BYTES = 4096;

    /**
     * EDNS of a query.
     *
     * @param udpPayloadBytes largest answer that the client takes over UDP
     * @param version 0, or something that we do not speak
     * @param dnssecOk the DO bit
     */
    record Edns(int udpPayloadBytes, int version, boolean dnssecOk) {}

    int id() {
        return (message[0] & 0xff) << 8 | (message[1] & 0xff);
    }

    int flags() {
        return (message[2] & 0xff) << 8 | (message[3] & 0xff);
    }

    boolean recursionDesired() {
        return (flags() & FLAG_RECURSION_DESIRED) != 0;
    }

    /** What two queries share that have the same answer. From the octets, so that no two questions look alike. */
    String cacheKey() {
        StringBuilder key = new StringBuilder(questionEnd - HEADER_BYTES + 2);
        for (int i = HEADER_BYTES; i < questionEnd; i++) {
            char c = (char) (message[i] & 0xff);
            key.append(c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c);
        }
        key.append(edns == null ? '-' : edns.dnssecOk() ? 'd' : 'e');
        return key.append((flags() & FLAG_CHECKING_DISABLED) != 0 ? 'c' : '-').toString();
    }

    /** Reads a message; null when it has not exactly one sound question, or a broken OPT record. */
    static @Nullable DnsQuery parse(byte[] message) {
        if (message.length < HEADER_BYTES || message.length > MAX_MESSAGE_BYTES) {
            return null;
        }
        ByteBuf in = Unpooled.wrappedBuffer(message);
        if (in.getUnsignedShort(4) != 1 || in.getUnsignedShort(6) != 0) {
            return null;
        }
        in.readerIndex(HEADER_BYTES);
        String name = readName(in);
        if (name == null || in.readableBytes() < 4) {
            return null;
        }
        int type = in.readUnsignedShort();
        int questionClass = in.readUnsignedShort();
        int questionEnd = in.readerIndex();
        int others = in.getUnsignedShort(8) + in.getUnsignedShort(10);
        Edns edns = null;
        for (int i = 0; i < others; i++) {
            DnsRecord record = readRecord(in);
            boolean isOpt = record != null && record.type().intValue() == DnsType.OPT;
            if (record == null || (isOpt && edns != null)) {
                return null;
            }
            if (isOpt) {
                edns = edns(record);
            }
        }
        return new DnsQuery(message, name, type, questionClass, questionEnd, edns);
    }

    private static Edns edns(DnsRecord opt) {
        long ttl = opt.timeToLive();
        return new Edns(opt.dnsClass(), (int) (ttl >>> 16) & 0xff, (ttl & 0x8000) != 0);
    }

    /** The decoder throws for what it does not like; to us that is one more broken message. */
    @SuppressWarnings("PMD.AvoidCatchingGenericException")
    private static @Nullable DnsRecord readRecord(ByteBuf in) {
        try {
            return DnsRecordDecoder.DEFAULT.decodeRecord(in);
        } catch (Exception e) {
            return null;
        }
    }

    /** A question's name is never compressed. */
    private static @Nullable String readName(ByteBuf in) {
        StringBuilder name = new StringBuilder();
        int start = in.readerIndex();
        while (in.isReadable()) {
            int length = in.readUnsignedByte();
            if (length == 0) {
                return DnsName.normalise(name.toString());
            }
            if (length > 63 || length > in.readableBytes() || in.readerIndex() + length - start >= DnsName.MAX_BYTES) {
                return null;
            }
            String label =
                    in.readCharSequence(length, StandardCharsets.ISO_8859_1).toString();
            name.append(label.replace("\\", "\\\\").replace(".", "\\.")).append('.');
        }
        return null;
    }
}
