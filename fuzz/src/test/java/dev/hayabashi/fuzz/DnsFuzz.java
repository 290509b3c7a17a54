package dev.hayabashi.fuzz;

import static dev.hayabashi.fuzz.Octets.u16;

import dev.hayabashi.services.dns.DnsClient;
import dev.hayabashi.services.dns.DnsEngine;
import dev.hayabashi.services.dns.DnsLimits;
import dev.hayabashi.services.dns.DnsSettings;
import dev.hayabashi.services.dns.DnsUpstream;
import dev.hayabashi.services.dns.ForwardZone;
import dev.hayabashi.services.dns.HostNames;
import dev.hayabashi.services.dns.LocalRecord;
import dev.hayabashi.services.dns.Resolver;
import dev.hayabashi.services.wire.Ipv4Prefix;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Guests that ask and resolvers that answer, both as they like. Each answer is to a question that its client asked and nobody
 * else's, once, with its id and its question, no longer than the client takes; what is made here is sound to the last octet; and
 * when all has timed out nothing is left over.
 *
 * <p>Input: steps, an octet with the kind in its low four bits and a client or an attempt above, then what that kind takes.
 */
public final class DnsFuzz implements DnsUpstream, HostNames {
    private static final long MILLI = 1_000_000L;
    private static final int GATEWAY = DhcpClients.GATEWAY;
    private static final int WEB = DhcpClients.NETWORK + 10;
    private static final int MAX_STEPS = 200;
    private static final int PER_PORT = 4;
    private static final int CACHE = 8;

    private static final DnsLimits LIMITS = new DnsLimits(1_000_000, 1_000_000, 8, PER_PORT, CACHE, 2000, 3, 10, 1232);

    private final DnsEngine engine = new DnsEngine(settings(), this, this);
    private final Map<Long, byte[]> attempts = new LinkedHashMap<>();
    private final List<Client> clients = new ArrayList<>();
    private long now = 1_000_000_000L;

    private DnsFuzz() {
        for (int i = 0; i < 8; i++) {
            clients.add(new Client(1 + i % 3, i == 7));
        }
    }

    private static DnsSettings settings() {
        Resolver first = resolver(1);
        DnsSettings plain = DnsSettings.of(
                DhcpClients.GATEWAY_MAC,
                GATEWAY,
                new Ipv4Prefix(DhcpClients.NETWORK, 24),
                "lab",
                List.of(first, resolver(2)));
        List<LocalRecord> records = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            // Together more than 512 octets, and more than 1232.
            records.add(LocalRecord.txt("big.lab", i + "x".repeat(240)));
        }
        records.add(LocalRecord.srv("_http._tcp.lab", 1, 2, 80, "web.lab"));
        return new DnsSettings(
                plain.gatewayMac(),
                plain.gatewayAddress(),
                plain.gatewayAddresses6(),
                plain.gatewayName(),
                plain.domain(),
                plain.networks(),
                plain.prefix6(),
                records,
                plain.resolvers(),
                List.of(new ForwardZone("corp", List.of(first)), new ForwardZone("dead.corp", List.of())),
                false,
                LIMITS);
    }

    private static Resolver resolver(int host) {
        try {
            return new Resolver(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) host}), 53);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** A guest's socket, or a connection. */
    private static final class Client implements DnsClient {
        private final int port;
        private final boolean stream;
        // What it has asked and got no answer to. A question that was repeated is there twice and answered once.
        private final List<byte[]> asked = new ArrayList<>();
        private int answers;
        private byte[] latest = new byte[0];

        Client(int port, boolean stream) {
            this.port = port;
            this.stream = stream;
        }

        @Override
        public int portNumber() {
            return port;
        }

        @Override
        public boolean isStream() {
            return stream;
        }

        @Override
        public void answer(ByteBuffer message) {
            answers++;
            byte[] answer = new byte[message.remaining()];
            message.get(answer);
            Check.that(answer.length >= 12 && (answer[2] & 0x80) != 0, () -> "no answer: " + Octets.hex(answer));
            latest = answer;
            for (int i = asked.size() - 1; i >= 0; i--) {
                if (answers(answer, asked.get(i))) {
                    asked.remove(i);
                    return;
                }
            }
            Check.that(false, () -> "an answer to what was not asked, or too long: " + Octets.hex(answer));
        }

        private boolean answers(byte[] answer, byte[] query) {
            if (u16(answer, 0) != u16(query, 0)) {
                return false;
            }
            if (u16(answer, 4) == 0) {
                return answer.length == 12;
            }
            int end = DnsModel.questionEnd(query);
            if (end < 0 || answer.length < end) {
                return false;
            }
            for (int i = 12; i < end; i++) {
                if (answer[i] != query[i]) {
                    return false;
                }
            }
            return answer.length <= (stream ? 65_535 : DnsModel.udpLimit(query));
        }
    }

    public static void fuzzerTestOneInput(byte[] input) {
        Check.bounded(input.length, () -> {
            Input in = new Input(input);
            DnsFuzz world = new DnsFuzz();
            for (int step = 0; step < MAX_STEPS && in.remaining() > 0; step++) {
                world.step(in);
                world.invariants();
            }
            world.end();
        });
    }

    private void step(Input in) {
        int kind = in.u8();
        int which = kind >> 4;
        now += MILLI;
        switch (kind & 15) {
            case 0, 1, 2, 3, 4 -> query(clients.get(which & 7), in.take(in.u8()));
            case 5 -> query(clients.get(which & 7), in.block());
            case 6, 7 -> answered(which, in.block());
            case 8, 9, 10 -> answerInKind(which, in.u16(), in.take(in.u8()));
            case 11 -> {
                Long token = token(which);
                if (token != null) {
                    attempts.remove(token);
                    engine.failed(token, now);
                }
            }
            case 12, 13 -> pass(in.u8() * 100L);
            case 14 -> engine.flushCache();
            default -> {
                long token = in.i32();
                attempts.remove(token);
                engine.answered(token, ByteBuffer.wrap(in.take(in.u8())), now);
            }
        }
    }

    private void query(Client client, byte[] message) {
        int before = client.answers;
        long cached = engine.counters().cacheHits();
        boolean question = message.length >= 12 && (message[2] & 0x80) == 0;
        if (question) {
            client.asked.add(message);
        }
        engine.query(client, ByteBuffer.wrap(message), now);
        Check.that(client.answers <= before + (question ? 1 : 0), () -> "answers to one question");
        boolean ours = client.answers > before && engine.counters().cacheHits() == cached;
        if (ours && u16(client.latest, 4) != 0) {
            String flaw = DnsModel.flaw(client.latest);
            Check.that(flaw.isEmpty(), () -> flaw + " in " + Octets.hex(client.latest));
        }
    }

    private @Nullable Long token(int which) {
        return attempts.isEmpty() ? null : List.copyOf(attempts.keySet()).get(which % attempts.size());
    }

    private void answered(int which, byte[] message) {
        Long token = token(which);
        if (token != null) {
            attempts.remove(token);
            engine.answered(token, ByteBuffer.wrap(message), now);
        }
    }

    /** An answer that begins as one should, so that the records are looked at. */
    private void answerInKind(int which, int flagsAndCounts, byte[] records) {
        Long token = token(which);
        byte[] query = token == null ? new byte[0] : attempts.getOrDefault(token, new byte[0]);
        int end = DnsModel.questionEnd(query);
        if (end < 0) {
            return;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(query, 0, end);
        out.writeBytes(records);
        byte[] message = out.toByteArray();
        Octets.put16(message, 2, 0x8180 | (flagsAndCounts & 0x020f));
        Octets.put16(message, 6, flagsAndCounts >> 4 & 7);
        Octets.put16(message, 8, flagsAndCounts >> 10 & 3);
        Octets.put16(message, 10, flagsAndCounts >> 12 & 3);
        answered(which, message);
    }

    private void pass(long millis) {
        now += millis * MILLI;
        engine.tick(now);
    }

    private void invariants() {
        Check.that(engine.inFlight() <= 8, () -> "in flight: " + engine.inFlight());
        Check.that(engine.cacheSize() <= CACHE, () -> "cached: " + engine.cacheSize());
        Check.same(engine.inFlight(), attempts.size(), () -> "attempts that somebody waits for");
    }

    /** Everything times out; each port can then have as many questions in flight as at first. */
    private void end() {
        for (int i = 0; i < 4; i++) {
            pass(2001);
        }
        Check.same(engine.inFlight(), 0, () -> "in flight at the end");
        Check.that(attempts.isEmpty(), () -> "attempts at the end");
        engine.flushCache();
        for (int port = 1; port <= 3; port++) {
            Client client = new Client(port, false);
            for (int i = 0; i < PER_PORT; i++) {
                byte[] question = plain(port, i);
                client.asked.add(question);
                engine.query(client, ByteBuffer.wrap(question), now);
            }
            Check.same(client.answers, 0, () -> "questions that were not forwarded");
            pass(2001);
            pass(2001);
            pass(2001);
            int answers = client.answers;
            Check.same(answers, PER_PORT, () -> "answers after all resolvers have failed");
        }
    }

    private static byte[] plain(int port, int number) {
        byte[] question = {
            0,
            (byte) (port * 16 + number),
            1,
            0,
            0,
            1,
            0,
            0,
            0,
            0,
            0,
            0,
            4,
            'e',
            'n',
            'd',
            (byte) ('0' + number),
            3,
            'o',
            'r',
            'g',
            0,
            0,
            1,
            0,
            1
        };
        return question;
    }

    @Override
    public void forward(long token, Resolver resolver, boolean tcp, ByteBuffer query) {
        byte[] message = new byte[query.remaining()];
        query.get(message);
        Check.that(DnsModel.questionEnd(message) > 0, () -> "forwarded: " + Octets.hex(message));
        Check.that(attempts.put(token, message) == null, () -> "one token for two attempts");
        String name = new String(message, 12, message.length - 12, StandardCharsets.ISO_8859_1);
        Check.that(!name.startsWith("\3web\3lab\0"), () -> "a name of ours was forwarded: " + Octets.hex(message));
    }

    @Override
    public void abandon(long token) {
        Check.that(attempts.remove(token) != null, () -> "an attempt was given up that nobody made");
    }

    @Override
    public int addressOf(String hostName) {
        return hostName.equals("web") ? WEB : 0;
    }

    @Override
    public Optional<String> nameOf(int address) {
        return address == WEB ? Optional.of("web") : Optional.empty();
    }
}
