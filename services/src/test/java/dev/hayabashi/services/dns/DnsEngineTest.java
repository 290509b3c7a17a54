package dev.hayabashi.services.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.services.wire.Ipv4;
import dev.hayabashi.services.wire.Ipv4Prefix;
import dev.hayabashi.services.wire.Ipv6Address;
import dev.hayabashi.services.wire.Octets;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsEngineTest {
    private static final long MILLI = 1_000_000L;
    private static final Resolver ONE = resolver("192.0.2.1");
    private static final Resolver TWO = resolver("192.0.2.2");
    private static final Resolver CORP = resolver("192.0.2.99");

    private record Asked(long token, Resolver resolver, boolean tcp, byte[] query) {}

    private final List<Asked> asked = new ArrayList<>();
    private final List<Long> abandoned = new ArrayList<>();
    private final List<byte[]> answers = new ArrayList<>();
    private final Map<String, Integer> hosts = Map.of("web", Ipv4.parse("192.168.122.10"));
    private long nowNanos = 1_000_000_000L;
    private DnsEngine engine = engine(settings());

    private static Resolver resolver(String address) {
        try {
            return new Resolver(InetAddress.getByName(address), 53);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static DnsSettings settings() {
        return settings(DnsLimits.DEFAULT, List.of(ONE, TWO));
    }

    private static DnsSettings settings(DnsLimits limits, List<Resolver> resolvers) {
        return new DnsSettings(
                0x5254_0000_0001L,
                Ipv4.parse("192.168.122.1"),
                List.of(Ipv6Address.parse("fd00:122::1")),
                "gateway",
                "lab",
                List.of(Ipv4Prefix.parse("192.168.122.0/24")),
                Ipv6Address.parse("fd00:122::"),
                List.of(
                        LocalRecord.a("fixed.lab", Ipv4.parse("192.168.122.77")),
                        LocalRecord.txt("fixed.lab", "hello"),
                        LocalRecord.srv("_http._tcp.lab", 1, 2, 80, "web.lab"),
                        LocalRecord.a("router.example.org", Ipv4.parse("10.0.0.1"))),
                resolvers,
                List.of(new ForwardZone("corp.example", List.of(CORP)), new ForwardZone("secret.example", List.of())),
                false,
                limits);
    }

    private DnsEngine engine(DnsSettings settings) {
        HostNames names = new HostNames() {
            @Override
            public int addressOf(String hostName) {
                return hosts.getOrDefault(hostName, 0);
            }

            @Override
            public Optional<String> nameOf(int address) {
                return address == Ipv4.parse("192.168.122.10") ? Optional.of("web") : Optional.empty();
            }
        };
        return new DnsEngine(settings, names, new DnsUpstream() {
            @Override
            public void forward(long token, Resolver resolver, boolean tcp, ByteBuffer query) {
                byte[] octets = new byte[query.remaining()];
                query.get(octets);
                asked.add(new Asked(token, resolver, tcp, octets));
            }

            @Override
            public void abandon(long token) {
                abandoned.add(token);
            }
        });
    }

    private final class Client implements DnsClient {
        private final int port;
        private final boolean stream;

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
            byte[] octets = new byte[message.remaining()];
            message.get(octets);
            answers.add(octets);
        }
    }

    private final Client guest = new Client(1, false);

    private static byte[] query(int id, String name, int type) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(12)
                .putShort((short) id)
                .putShort((short) 0x0100)
                .putShort((short) 1)
                .array());
        out.writeBytes(DnsName.encode(name));
        out.writeBytes(new byte[] {0, (byte) type, 0, 1});
        return out.toByteArray();
    }

    private static byte[] withEdns(byte[] query, int size, int version, boolean dnssecOk) {
        byte[] out = java.util.Arrays.copyOf(query, query.length + 11);
        out[11] = 1;
        ByteBuffer.wrap(out, query.length, 11)
                .put((byte) 0)
                .putShort((short) 41)
                .putShort((short) size)
                .put((byte) 0)
                .put((byte) version)
                .putShort((short) (dnssecOk ? 0x8000 : 0));
        return out;
    }

    private void ask(DnsClient client, byte[] message) {
        engine.query(client, ByteBuffer.wrap(message), nowNanos);
    }

    private byte[] answer(byte[] message) {
        answers.clear();
        ask(guest, message);
        assertThat(answers).hasSize(1);
        return answers.get(0);
    }

    private static int rcode(byte[] answer) {
        return answer[3] & 0xf;
    }

    private static int count(byte[] answer, int section) {
        return ByteBuffer.wrap(answer).getShort(4 + 2 * section);
    }

    /** A resolver's answer to a query, with records appended as they are. */
    private static byte[] response(byte[] query, int flags, int answers, int authorities, String recordsHex) {
        int questionEnd = 12;
        while (query[questionEnd] != 0) {
            questionEnd += 1 + query[questionEnd];
        }
        questionEnd += 5;
        byte[] records = Octets.parseHex(recordsHex);
        byte[] out = java.util.Arrays.copyOf(query, questionEnd + records.length);
        System.arraycopy(records, 0, out, questionEnd, records.length);
        ByteBuffer.wrap(out)
                .putShort(2, (short) (0x8180 | flags))
                .putShort(6, (short) answers)
                .putShort(8, (short) authorities)
                .putShort(10, (short) 0);
        return out;
    }

    private static String a(int ttl, String address) {
        return "c00c00010001" + "%08x".formatted(ttl) + "0004" + "%08x".formatted(Ipv4.parse(address));
    }

    private void resolve(byte[] message) {
        engine.answered(asked.get(asked.size() - 1).token(), ByteBuffer.wrap(message), nowNanos);
    }

    @Test
    void nameOfALeaseIsAnsweredOctetByOctet() {
        assertThat(Octets.hex(answer(query(0x1234, "web.lab", 1))))
                .isEqualTo("1234" + "8580" + "0001000100000000" + "03776562036c61620000010001"
                        + "03776562036c61620000010001" + "0000000a" + "0004" + "c0a87a0a");
        assertThat(asked).isEmpty();
    }

    @Test
    void lettersOfTheQuestionComeBackAsTheyWere() {
        byte[] upper = query(1, "WeB.LaB", 1);
        byte[] answer = answer(upper);
        assertThat(java.util.Arrays.copyOfRange(answer, 12, 25)).isEqualTo(java.util.Arrays.copyOfRange(upper, 12, 25));
        assertThat(count(answer, 1)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        // name, type, rcode, answers, authorities
        "web.lab, 1, 0, 1, 0",
        "web.lab, 28, 0, 0, 1",
        "web.lab, 255, 0, 1, 0",
        "web, 1, 0, 1, 0",
        "web, 28, 0, 0, 0",
        "nobody.lab, 1, 3, 0, 1",
        "nobody.lab, 28, 3, 0, 1",
        "deep.web.lab, 1, 3, 0, 1",
        "nobody, 1, 3, 0, 0",
        "lab, 6, 0, 1, 0",
        "lab, 1, 0, 0, 1",
        "gateway.lab, 1, 0, 1, 0",
        "gateway.lab, 28, 0, 1, 0",
        "fixed.lab, 1, 0, 1, 0",
        "fixed.lab, 16, 0, 1, 0",
        "fixed.lab, 28, 0, 0, 1",
        "_http._tcp.lab, 33, 0, 1, 0",
        "_tcp.lab, 33, 0, 0, 1",
        "router.example.org, 1, 0, 1, 0",
        "10.122.168.192.in-addr.arpa, 12, 0, 1, 0",
        "10.122.168.192.in-addr.arpa, 1, 0, 0, 1",
        "1.122.168.192.in-addr.arpa, 12, 0, 1, 0",
        "11.122.168.192.in-addr.arpa, 12, 3, 0, 1",
        "122.168.192.in-addr.arpa, 6, 0, 0, 1",
        "1.0.0.127.in-addr.arpa, 12, 0, 1, 0",
        "2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.2.2.1.0.0.0.d.f.ip6.arpa, 12, 3, 0, 1",
        "localhost, 1, 0, 1, 0",
        "x.localhost, 28, 0, 1, 0",
        "localhost, 16, 0, 0, 1",
        "secret.example, 1, 3, 0, 0",
        "a.secret.example, 1, 3, 0, 0"
    })
    void whatIsOursIsAnsweredHereAndNeverForwarded(String name, int type, int rcode, int answerCount, int authorities) {
        byte[] answer = answer(query(1, name, type));
        assertThat(asked).isEmpty();
        assertThat(rcode(answer)).isEqualTo(rcode);
        assertThat(count(answer, 1)).isEqualTo(answerCount);
        assertThat(count(answer, 2)).isEqualTo(authorities);
    }

    @ParameterizedTest
    @CsvSource({
        "example.org, 1, 192.0.2.1",
        "com, 43, 192.0.2.1",
        "8.8.8.8.in-addr.arpa, 12, 192.0.2.1",
        "corp.example, 1, 192.0.2.99",
        "a.b.CORP.example, 1, 192.0.2.99",
        "notcorp.example, 1, 192.0.2.1",
        "lab.example, 1, 192.0.2.1",
        "elab, 2, 192.0.2.1"
    })
    void theRestIsForwardedToTheResolverOfItsZone(String name, int type, String resolver) {
        ask(guest, query(1, name, type));
        assertThat(answers).isEmpty();
        assertThat(asked).singleElement().satisfies(a -> {
            assertThat(a.resolver().address().getHostAddress()).isEqualTo(resolver);
            assertThat(a.tcp()).isFalse();
        });
    }

    @Test
    void answerOfTheResolverComesBackUnderTheClientsIdAndIsKept() {
        byte[] query = query(0x1111, "example.org", 1);
        ask(guest, query);
        byte[] response = response(asked.get(0).query(), 0, 1, 0, a(100, "192.0.2.7"));
        response[0] = 0x55;
        resolve(response);
        assertThat(Octets.hex(answers.get(0))).startsWith("1111" + "8180").endsWith("00000064" + "0004" + "c0000207");

        nowNanos += 30_000 * MILLI;
        byte[] again = answer(query(0x2222, "EXAMPLE.org", 1));
        assertThat(asked).hasSize(1);
        assertThat(Octets.hex(again))
                .startsWith("2222")
                .contains("4558414d504c45")
                .endsWith("00000046" + "0004" + "c0000207");

        nowNanos += 70_000 * MILLI;
        ask(guest, query(3, "example.org", 1));
        assertThat(asked).as("its time is over").hasSize(2);
    }

    @Test
    void denialIsKeptAsLongAsTheSoaSays() {
        ask(guest, query(1, "no.example", 1));
        String soa = "c00c00060001" + "00000e10" + "0016" + "0000" + "00000001" + "00000002" + "00000003" + "00000004"
                + "0000003c";
        resolve(response(asked.get(0).query(), 3, 0, 1, soa));
        assertThat(rcode(answers.get(0))).isEqualTo(3);
        nowNanos += 59_000 * MILLI;
        assertThat(rcode(answer(query(2, "no.example", 1)))).isEqualTo(3);
        nowNanos += 1_000 * MILLI;
        ask(guest, query(3, "no.example", 1));
        assertThat(asked).hasSize(2);
    }

    @Test
    void failuresAreNotKept() {
        ask(guest, query(1, "example.org", 1));
        resolve(response(asked.get(0).query(), 2, 0, 0, ""));
        assertThat(asked).as("the other resolver is tried").hasSize(2);
        resolve(response(asked.get(0).query(), 2, 0, 0, ""));
        assertThat(rcode(answers.get(0))).isEqualTo(2);
        assertThat(engine.cacheSize()).isZero();
    }

    @Test
    void resolverThatDoesNotAnswerIsFollowedByTheNextAndInTheEndByServfail() {
        ask(guest, query(1, "example.org", 1));
        for (int i = 0; i < 4; i++) {
            assertThat(asked).hasSize(i + 1);
            assertThat(asked.get(i).resolver()).isEqualTo(i % 2 == 0 ? ONE : TWO);
            nowNanos += 1999 * MILLI;
            engine.tick(nowNanos);
            assertThat(abandoned).hasSize(i);
            nowNanos += MILLI;
            engine.tick(nowNanos);
        }
        assertThat(abandoned).hasSize(4);
        assertThat(rcode(answers.get(0))).isEqualTo(2);
        assertThat(engine.inFlight()).isZero();
        engine.answered(
                asked.get(0).token(), ByteBuffer.wrap(response(asked.get(0).query(), 0, 0, 0, "")), nowNanos);
        assertThat(answers).as("too late").hasSize(1);
    }

    @Test
    void cutAnswerIsAskedForAgainOverTcp() {
        ask(guest, query(1, "big.example", 16));
        resolve(response(asked.get(0).query(), 0x0200, 0, 0, ""));
        assertThat(asked).hasSize(2);
        assertThat(asked.get(1).tcp()).isTrue();
        String txt = ("c00c00100001" + "00000064" + "00c9" + "c8" + "78".repeat(200)).repeat(4);
        resolve(response(asked.get(1).query(), 0, 4, 0, txt));
        assertThat(answers.get(0)).as("512 octets without EDNS").hasSizeLessThan(512);
        assertThat(answers.get(0)[2] & 2).as("TC").isEqualTo(2);

        byte[] stream = query(2, "big.example", 16);
        ask(new Client(1, true), stream);
        assertThat(asked).as("from the cache").hasSize(2);
        assertThat(answers.get(1)).hasSizeGreaterThan(800);
        assertThat(answers.get(1)[2] & 2).isZero();
    }

    @Test
    void ednsSizeIsHonouredUpToOurs() {
        byte[] query = withEdns(query(1, "big.example", 16), 1000, 0, false);
        ask(guest, query);
        String txt = ("c00c00100001" + "00000064" + "00c9" + "c8" + "78".repeat(200)).repeat(4);
        byte[] response = response(asked.get(0).query(), 0, 4, 0, txt);
        resolve(response);
        assertThat(answers.get(0)).hasSize(response.length);
        byte[] huge = withEdns(query(1, "huge.example", 16), 65_535, 0, false);
        ask(guest, huge);
        resolve(response(asked.get(1).query(), 0, 8, 0, txt + txt));
        assertThat(answers.get(1)).hasSizeLessThan(100);
        assertThat(answers.get(1)[2] & 2).isEqualTo(2);
        assertThat(count(answers.get(1), 3)).as("OPT").isEqualTo(1);
    }

    @Test
    void ednsIsAnsweredWithEdnsAndAnUnknownVersionWithBadvers() {
        byte[] answer = answer(withEdns(query(1, "web.lab", 1), 4096, 0, true));
        assertThat(Octets.hex(answer)).endsWith("00" + "0029" + "04d0" + "00" + "00" + "8000" + "0000");
        byte[] badVersion = answer(withEdns(query(1, "web.lab", 1), 4096, 1, false));
        assertThat(Octets.hex(badVersion)).endsWith("00" + "0029" + "04d0" + "01" + "00" + "0000" + "0000");
        assertThat(count(badVersion, 1)).isZero();
    }

    @Test
    void loopbackOfTheResolversHostsFileIsNotPassedOn() {
        for (String records : List.of(
                a(60, "127.0.1.1"),
                a(60, "0.0.0.0"),
                "c00c001c0001" + "0000003c" + "0010" + "00000000000000000000000000000001")) {
            ask(guest, query(1, "myhost.example", 1));
            resolve(response(asked.get(asked.size() - 1).query(), 0, 1, 0, records));
            byte[] answer = answers.get(answers.size() - 1);
            assertThat(rcode(answer)).isZero();
            assertThat(count(answer, 1)).isZero();
        }
        assertThat(engine.counters().loopbacksHidden()).isEqualTo(3);
        assertThat(engine.cacheSize()).isZero();
    }

    @Test
    void sameQuestionOfManyIsAskedOnce() {
        for (int i = 0; i < 5; i++) {
            ask(new Client(i, false), query(100 + i, "example.org", 1));
        }
        ask(guest, query(7, "example.org", 1));
        ask(guest, query(7, "example.org", 1));
        assertThat(asked).hasSize(1);
        resolve(response(asked.get(0).query(), 0, 1, 0, a(60, "192.0.2.7")));
        assertThat(answers).as("a client that repeats itself gets one answer").hasSize(6);
        assertThat(answers).extracting(a -> a[1] & 0xff).containsExactly(100, 101, 102, 103, 104, 7);
    }

    @Test
    void oneLabelWithADotInItIsAnotherQuestionThanTwoLabels() {
        byte[] odd = query(1, "wwwXexample", 1);
        odd[12 + 4] = '.';
        byte[] answer = answer(odd);
        assertThat(rcode(answer)).as("one label that nobody has").isEqualTo(3);
        assertThat(asked).isEmpty();
    }

    @Test
    void answerThatIsBrokenOrToAnotherQuestionIsNotPassedOn() {
        ask(guest, query(1, "example.org", 1));
        resolve(response(query(1, "example.com", 1), 0, 1, 0, a(60, "192.0.2.7")));
        assertThat(asked).hasSize(2);
        resolve(response(asked.get(1).query(), 0, 2, 0, a(60, "192.0.2.7")));
        assertThat(asked).as("two records promised, one sent").hasSize(3);
        engine.failed(asked.get(2).token(), nowNanos);
        assertThat(asked).hasSize(4);
        resolve(new byte[] {1, 2, 3});
        assertThat(rcode(answers.get(0))).isEqualTo(2);
        assertThat(engine.counters().malformed()).isEqualTo(3);
    }

    @Test
    void numberOfQuestionsThatWaitIsBounded() {
        DnsLimits limits = new DnsLimits(500, 1000, 5, 3, 10, 2000, 4, 10, 1232);
        engine = engine(settings(limits, List.of(ONE)));
        for (int i = 0; i < 10; i++) {
            ask(guest, query(i, "n" + i + ".example", 1));
        }
        assertThat(asked).hasSize(3);
        assertThat(answers).hasSize(7).allSatisfy(a -> assertThat(rcode(a)).isEqualTo(2));
        for (int i = 0; i < 10; i++) {
            ask(new Client(2, false), query(i, "m" + i + ".example", 1));
        }
        assertThat(engine.inFlight()).isEqualTo(5);
        for (Asked a : List.copyOf(asked)) {
            engine.answered(a.token(), ByteBuffer.wrap(response(a.query(), 0, 1, 0, a(60, "192.0.2.7"))), nowNanos);
        }
        assertThat(engine.inFlight()).isZero();
        ask(guest, query(1, "again.example", 1));
        assertThat(engine.inFlight()).as("what a port had is given back").isEqualTo(1);
    }

    @Test
    void cacheIsBounded() {
        engine = engine(settings(new DnsLimits(500, 1000, 50, 50, 3, 2000, 4, 10, 1232), List.of(ONE)));
        for (int i = 0; i < 10; i++) {
            ask(guest, query(i, "n" + i + ".example", 1));
            resolve(response(asked.get(asked.size() - 1).query(), 0, 1, 0, a(60, "192.0.2.7")));
        }
        assertThat(engine.cacheSize()).isEqualTo(3);
    }

    @Test
    void portThatAsksTooFastIsIgnored() {
        engine = engine(settings(new DnsLimits(1, 3, 50, 50, 3, 2000, 4, 10, 1232), List.of(ONE)));
        for (int i = 0; i < 10; i++) {
            ask(guest, query(i, "web.lab", 1));
        }
        assertThat(answers).hasSize(3);
        assertThat(engine.counters().rateLimited()).isEqualTo(7);
        ask(new Client(2, false), query(1, "web.lab", 1));
        assertThat(answers).hasSize(4);
    }

    @Test
    void whatIsNoQueryIsNotAnsweredAndWhatIsNotForUsIsRefused() {
        byte[] response = query(1, "web.lab", 1);
        response[2] |= (byte) 0x80;
        ask(guest, response);
        ask(guest, new byte[11]);
        assertThat(answers).isEmpty();
        byte[] update = query(1, "web.lab", 1);
        update[2] |= 0x28;
        assertThat(rcode(answer(update))).isEqualTo(4);
        byte[] two = query(1, "web.lab", 1);
        two[5] = 2;
        assertThat(rcode(answer(two))).isEqualTo(1);
        assertThat(rcode(answer(query(1, "lab", 252)))).isEqualTo(5);
        byte[] chaos = query(1, "version.bind", 16);
        chaos[chaos.length - 1] = 3;
        assertThat(rcode(answer(chaos))).isEqualTo(5);
        byte[] iterative = query(1, "example.org", 1);
        iterative[2] = 0;
        assertThat(rcode(answer(iterative))).isEqualTo(5);
    }

    @Test
    void withoutResolversTheRestIsRefused() {
        engine = engine(settings(DnsLimits.DEFAULT, List.of()));
        assertThat(rcode(answer(query(1, "example.org", 1)))).isEqualTo(5);
        assertThat(rcode(answer(query(1, "web.lab", 1)))).isZero();
    }
}
