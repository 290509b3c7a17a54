package dev.hayabashi.fuzz;

import static dev.hayabashi.fuzz.Octets.u16;
import static dev.hayabashi.fuzz.Octets.u8;

/** Messages of RFC 1035 section 4, read octet by octet. */
final class DnsModel {
    private DnsModel() {}

    /** Where the one question of a message ends; -1 when it has not exactly one sound question. */
    static int questionEnd(byte[] message) {
        if (message.length < 12 || u16(message, 4) != 1) {
            return -1;
        }
        int end = nameEnd(message, 12, false);
        return end < 0 || end + 4 > message.length ? -1 : end + 4;
    }

    /**
     * Where the name at {@code at} ends in the message.
     *
     * @return -1 for one that leaves the message, points forward or is longer than 255 octets
     */
    static int nameEnd(byte[] message, int at, boolean compressed) {
        int end = -1;
        int octets = 0;
        int place = at;
        while (true) {
            if (place >= message.length) {
                return -1;
            }
            int length = u8(message, place);
            if (length == 0) {
                return end < 0 ? place + 1 : end;
            }
            if (length >= 0xc0) {
                if (!compressed || place + 2 > message.length) {
                    return -1;
                }
                int target = u16(message, place) & 0x3fff;
                end = end < 0 ? place + 2 : end;
                // A pointer is to a prior occurrence, which ends every chain.
                if (target >= place) {
                    return -1;
                }
                place = target;
                continue;
            }
            octets += length + 1;
            if (length > 63 || octets > 254) {
                return -1;
            }
            place += length + 1;
        }
    }

    /** What is wrong with a message that was made here: its counts, names and lengths; empty when nothing is. */
    static String flaw(byte[] message) {
        int at = questionEnd(message);
        if (at < 0) {
            return "no question";
        }
        int records = u16(message, 6) + u16(message, 8) + u16(message, 10);
        for (int i = 0; i < records; i++) {
            int name = nameEnd(message, at, true);
            if (name < 0 || name + 10 > message.length) {
                return "record " + i + " of " + records;
            }
            at = name + 10 + u16(message, name + 8);
            if (at > message.length) {
                return "data of record " + i;
            }
        }
        return at == message.length ? "" : (message.length - at) + " octets behind the last record";
    }

    /** The most that a client takes over UDP: 512, or what its OPT record says (RFC 6891 section 6.2.5). */
    static int udpLimit(byte[] query) {
        int at = questionEnd(query);
        int records = u16(query, 8) + u16(query, 10);
        int limit = 512;
        for (int i = 0; i < records && at >= 0; i++) {
            int name = nameEnd(query, at, true);
            if (name < 0 || name + 10 > query.length) {
                break;
            }
            if (u16(query, name) == 41) {
                limit = Math.max(512, Math.min(1232, u16(query, name + 2)));
            }
            at = name + 10 + u16(query, name + 8);
        }
        return limit;
    }
}
