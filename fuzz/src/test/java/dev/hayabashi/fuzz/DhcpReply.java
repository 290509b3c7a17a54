package dev.hayabashi.fuzz;

import static dev.hayabashi.fuzz.Octets.i32;
import static dev.hayabashi.fuzz.Octets.u32;
import static dev.hayabashi.fuzz.Octets.u48;
import static dev.hayabashi.fuzz.Octets.u8;

/** A server's message, read strictly: RFC 2131 section 2, RFC 2132. */
record DhcpReply(int type, int xid, int yiaddr, long chaddr, long leaseSeconds) {
    private static final int OPTIONS = 42 + 240;

    static DhcpReply read(byte[] frame) {
        Check.that(frame.length > OPTIONS, () -> "a reply of " + frame.length + " octets");
        Check.same(u8(frame, 42), 2, () -> "op");
        Check.same(i32(frame, OPTIONS - 4), 0x6382_5363, () -> "magic cookie");
        int type = 0;
        long lease = 0;
        int server = 0;
        int at = OPTIONS;
        while (true) {
            int here = at;
            Check.that(here < frame.length, () -> "options without an end");
            int code = u8(frame, at++);
            if (code == 255) {
                break;
            }
            if (code == 0) {
                continue;
            }
            int length = at < frame.length ? u8(frame, at++) : 0;
            int value = at;
            Check.that(value + length <= frame.length, () -> "option " + code + " leaves the message");
            switch (code) {
                case 53 -> type = u8(frame, value);
                case 51 -> lease = u32(frame, value);
                case 54 -> server = i32(frame, value);
                case 1 -> Check.same(i32(frame, value), 0xffff_ff00, () -> "subnet mask");
                default -> {
                    // Whatever it says, it is within the message.
                }
            }
            at += length;
        }
        int yiaddr = i32(frame, 42 + 16);
        Check.same(server, DhcpClients.GATEWAY, () -> "server identifier");
        DhcpReply reply = new DhcpReply(type, i32(frame, 46), yiaddr, u48(frame, 42 + 28), lease);
        int host = yiaddr & 0xff;
        Check.that(
                yiaddr == 0 || ((yiaddr & 0xffff_ff00) == DhcpClients.NETWORK && host > 1 && host < 255),
                () -> "not a client's address: " + Integer.toHexString(yiaddr));
        Check.that(yiaddr == 0 || (lease > 0 && lease <= 3600), () -> "a lease of " + reply.leaseSeconds() + " s");
        return reply;
    }
}
