package dev.hayabashi.services.dns;

import dev.hayabashi.services.wire.Ipv4;
import dev.hayabashi.services.wire.Ipv6Address;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A resolver's answer, read as far as a forwarder has to: is it sound, how long may it be kept, does it name loopbacks.
 *
 * @param message the whole message
 * @param responseCode its RCODE
 * @param ttlOffsets where the times to live are, OPT's not among them
 * @param cacheSeconds how long it may be kept, 0 for not at all
 * @param namesLoopback whether an address in it means the resolver's own host
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record UpstreamAnswer(byte[] message, int responseCode, int[] ttlOffsets, int cacheSeconds, boolean namesLoopback) {
    private static final int MAX_POSITIVE_SECONDS = 86_400;
    private static final int MAX_NEGATIVE_SECONDS = 3600;
    private static final int RECORD_FIXED_BYTES = 10;
    private static final int SOA_MINIMUM_FROM_END = 4;

    boolean isTruncated() {
        return (message[2] & DnsQuery.FLAG_TRUNCATED >>> 8) != 0;
    }

    /** Reads an answer to {@code query}; null when it is none, or is broken. */
    static @Nullable UpstreamAnswer parse(byte[] message, DnsQuery query) {
        int questionEnd = query.questionEnd();
        if (message.length < questionEnd
                || (message[2] & DnsQuery.FLAG_RESPONSE >>> 8) == 0
                || message[4] != 0
                || message[5] != 1
                || !sameQuestion(message, query)) {
            return null;
        }
        Reader reader = new Reader(message, questionEnd);
        return reader.read() ? reader.answer() : null;
    }

    private static boolean sameQuestion(byte[] message, DnsQuery query) {
        for (int i = DnsQuery.HEADER_BYTES; i < query.questionEnd(); i++) {
            if (lower(message[i]) != lower(query.message()[i])) {
                return false;
            }
        }
        return true;
    }

    private static int lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? octet + 'a' - 'A' : octet;
    }

    /** The same answer {@code seconds} later. */
    byte[] aged(int seconds) {
        byte[] copy = message.clone();
        ByteBuffer memory = ByteBuffer.wrap(copy);
        for (int offset : ttlOffsets) {
            long ttl = memory.getInt(offset) & 0xffff_ffffL;
            memory.putInt(offset, (int) Math.max(0, ttl - seconds));
        }
        return copy;
    }

    /** One pass over the records. */
    private static final class Reader {
        private final ByteBuffer memory;
        private final int[] ttls;
        private int at;
        private int ttlCount;
        private long minTtl = Long.MAX_VALUE;
        private long negativeSeconds;
        private boolean loopback;

        Reader(byte[] message, int questionEnd) {
            memory = ByteBuffer.wrap(message);
            at = questionEnd;
            // A record has at least eleven octets, so a count that lies does not make this large.
            ttls = new int[Math.min(count(6) + count(8) + count(10), message.length / RECORD_FIXED_BYTES)];
        }

        private int count(int offset) {
            return memory.getShort(offset) & 0xffff;
        }

        boolean read() {
            int answers = count(6);
            int authorities = answers + count(8);
            int all = authorities + count(10);
            for (int i = 0; i < all; i++) {
                if (!record(i < answers, i >= answers && i < authorities)) {
                    // A cut answer ends where it ends; it is asked for again over TCP.
                    return (memory.get(2) & DnsQuery.FLAG_TRUNCATED >>> 8) != 0;
                }
            }
            return true;
        }

        private boolean record(boolean inAnswer, boolean inAuthority) {
            if (!skipName() || at + RECORD_FIXED_BYTES > memory.capacity()) {
                return false;
            }
            int type = memory.getShort(at) & 0xffff;
            long ttl = memory.getInt(at + 4) & 0xffff_ffffL;
            int length = memory.getShort(at + 8) & 0xffff;
            int data = at + RECORD_FIXED_BYTES;
            if (data + length > memory.capacity()) {
                return false;
            }
            if (type != DnsType.OPT) {
                ttls[ttlCount++] = at + 4;
                minTtl = Math.min(minTtl, ttl >>> 31 == 0 ? ttl : 0);
            }
            if (inAnswer && isLoopback(type, data, length)) {
                loopback = true;
            }
            if (inAuthority && type == DnsType.SOA && length > SOA_MINIMUM_FROM_END) {
                long minimum = memory.getInt(data + length - SOA_MINIMUM_FROM_END) & 0xffff_ffffL;
                negativeSeconds = Math.min(ttl, minimum);
            }
            at = data + length;
            return true;
        }

        private boolean isLoopback(int type, int data, int length) {
            if (type == DnsType.A && length == Integer.BYTES) {
                return Ipv4.isLoopbackOrThisHost(memory.getInt(data));
            }
            if (type != DnsType.AAAA || length != Ipv6Address.BYTES) {
                return false;
            }
            Ipv6Address address = Ipv6Address.read(memory, data);
            return address.isLoopback() || address.isUnspecified();
        }

        private boolean skipName() {
            while (at < memory.capacity()) {
                int length = memory.get(at) & 0xff;
                if (length >= 0xc0) {
                    at += 2;
                    return at <= memory.capacity();
                }
                if (length > 63) {
                    return false;
                }
                at += 1 + length;
                if (length == 0) {
                    return true;
                }
            }
            return false;
        }

        UpstreamAnswer answer() {
            int code = memory.get(3) & 0xf;
            boolean positive = code == LocalAnswer.NO_ERROR && count(6) > 0;
            boolean negative = code == LocalAnswer.NAME_ERROR || (code == LocalAnswer.NO_ERROR && count(6) == 0);
            long seconds = positive ? Math.min(minTtl, MAX_POSITIVE_SECONDS) : 0;
            if (negative) {
                seconds = Math.min(negativeSeconds, MAX_NEGATIVE_SECONDS);
            }
            return new UpstreamAnswer(memory.array(), code, Arrays.copyOf(ttls, ttlCount), (int) seconds, loopback);
        }
    }
}
