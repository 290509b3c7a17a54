package dev.hayabashi.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Clients as RFC 2131 figure 5 has them, as far as an oracle needs to know who uses which address until when. */
final class DhcpClients {
    static final int COUNT = 8;
    static final long SECOND = 1_000_000_000L;
    static final int GATEWAY = 0xc0a8_7a01;
    static final long GATEWAY_MAC = 0x5254_0000_0001L;
    static final int NETWORK = 0xc0a8_7a00;

    static final int DISCOVER = 1;
    static final int OFFER = 2;
    static final int REQUEST = 3;
    static final int DECLINE = 4;
    static final int ACK = 5;
    static final int NAK = 6;
    static final int RELEASE = 7;
    static final int INFORM = 8;

    /** One client. */
    static final class Client {
        final int number;
        final long mac;
        final int port;
        int offered;
        // What it was acknowledged, and until when it may use it.
        int address;
        long untilNanos;
        int xid;
        long askedNanos;

        Client(int number) {
            this.number = number;
            this.mac = 0x0200_0000_0a00L + number;
            this.port = 1 + number % 4;
        }

        boolean uses(int wanted, long nowNanos) {
            return address == wanted && address != 0 && nowNanos < untilNanos;
        }

        void forgets() {
            address = 0;
            offered = 0;
            xid = 0;
        }
    }

    final List<Client> all = new ArrayList<>();
    private final boolean identifiers;
    private int nextXid = 1;

    /** @param identifiers whether each sends an identifier of its own */
    DhcpClients(boolean identifiers) {
        this.identifiers = identifiers;
        for (int i = 0; i < COUNT; i++) {
            all.add(new Client(i));
        }
    }

    /** A message of a client; 0 for an address leaves it out. */
    byte[] message(Client client, int type, int ciaddr, int requested, int server, byte[] moreOptions, long nowNanos) {
        client.xid = nextXid++;
        client.askedNanos = nowNanos;
        return frame(client, client.mac, type, ciaddr, requested, server, moreOptions);
    }

    /** @param chaddr the hardware address that the message claims to be of */
    byte[] frame(Client client, long chaddr, int type, int ciaddr, int requested, int server, byte[] moreOptions) {
        byte[] fixed = new byte[240];
        fixed[0] = 1;
        fixed[1] = 1;
        fixed[2] = 6;
        Sound.put32(fixed, 4, client.xid);
        Sound.put32(fixed, 12, ciaddr);
        Sound.put48(fixed, 28, chaddr);
        Sound.put32(fixed, 236, 0x6382_5363);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(fixed);
        option(out, 53, new byte[] {(byte) type});
        if (requested != 0) {
            option(out, 50, octets(requested));
        }
        if (server != 0) {
            option(out, 54, octets(server));
        }
        if (identifiers) {
            option(out, 61, new byte[] {(byte) 0xff, 7, (byte) client.number});
        }
        out.writeBytes(moreOptions);
        out.write(255);
        return Sound.udp4(client.mac, -1L >>> 16, ciaddr, -1, 68, 67, out.toByteArray());
    }

    private static void option(ByteArrayOutputStream out, int code, byte[] value) {
        out.write(code);
        out.write(value.length);
        out.writeBytes(value);
    }

    private static byte[] octets(int address) {
        byte[] octets = new byte[4];
        Sound.put32(octets, 0, address);
        return octets;
    }

    /** A reply that left by a port: checked, and given to the client that it is for. */
    void take(int port, byte[] frame, boolean lost) {
        Sound.ours(frame);
        DhcpReply reply = DhcpReply.read(frame);
        for (Client client : all) {
            if (client.mac != reply.chaddr()) {
                continue;
            }
            Check.same(port, client.port, () -> "port that the reply left by");
            if (client.xid == reply.xid() && !lost) {
                hear(client, reply);
            }
        }
    }

    private static void hear(Client client, DhcpReply reply) {
        switch (reply.type()) {
            case OFFER -> client.offered = reply.yiaddr();
            case NAK -> client.forgets();
            case ACK -> {
                if (reply.yiaddr() != 0) {
                    client.address = reply.yiaddr();
                    client.untilNanos = client.askedNanos + reply.leaseSeconds() * SECOND;
                    client.offered = 0;
                }
            }
            default -> Check.that(false, () -> "a server sent a message of type " + reply.type());
        }
    }

    /** An address is one client's. */
    void check(long nowNanos) {
        for (Client one : all) {
            for (Client other : all) {
                boolean both = one != other && one.uses(one.address, nowNanos) && other.uses(one.address, nowNanos);
                Check.that(
                        !both,
                        () -> "clients " + one.number + " and " + other.number + " both use 192.168.122."
                                + (one.address & 0xff));
            }
        }
    }
}
