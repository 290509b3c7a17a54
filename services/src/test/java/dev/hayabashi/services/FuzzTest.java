package dev.hayabashi.services;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.services.dhcp.DhcpLab;
import dev.hayabashi.services.dns.DnsEngine;
import dev.hayabashi.services.dns.DnsSettings;
import dev.hayabashi.services.dns.DnsUpstream;
import dev.hayabashi.services.dns.HostNames;
import dev.hayabashi.services.dns.Resolver;
import dev.hayabashi.services.ra.RaEngine;
import dev.hayabashi.services.ra.RaSettings;
import dev.hayabashi.services.wire.Checksum;
import dev.hayabashi.services.wire.Ipv4Prefix;
import dev.hayabashi.services.wire.Ipv6Address;
import dev.hayabashi.services.wire.Octets;
import dev.hayabashi.services.wire.UdpPacket;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a guest sends, nothing throws, and whatever leaves is a sound frame. Starts from the corpus, mutates frames by
 * seed; half of the mutants are given right checksums again, so that they get past the first check. What once failed is in
 * {@code fuzz/regressions.txt} and is run first.
 */
class FuzzTest {
    private static final int ROUNDS = 25_000;

    private final DhcpLab lab =
            new DhcpLab(DhcpLab.settings("192.168.122.2-192.168.122.254").build());
    private final List<Long> tokens = new ArrayList<>();
    private final DnsEngine dns;

    FuzzTest() throws IOException {
        DnsSettings settings = DnsSettings.of(
                DhcpLab.GATEWAY_MAC,
                DhcpLab.GATEWAY,
                Ipv4Prefix.parse("192.168.122.0/24"),
                "lab",
                List.of(new Resolver(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}), 53)));
        dns = new DnsEngine(
                settings,
                new HostNames() {
                    @Override
                    public int addressOf(String hostName) {
                        return hostName.equals("web") ? 0xc0a8_7a0a : 0;
                    }

                    @Override
                    public Optional<String> nameOf(int address) {
                        return Optional.of("web");
                    }
                },
                new DnsUpstream() {
                    @Override
                    public void forward(long token, Resolver resolver, boolean tcp, ByteBuffer query) {
                        tokens.add(token);
                    }

                    @Override
                    public void abandon(long token) {
                        tokens.remove(token);
                    }
                });
        lab.services.dns(dns);
        lab.services.ra(new RaEngine(
                RaSettings.of(DhcpLab.GATEWAY_MAC, Ipv6Address.parse("fd00:122::"), 1500, List.of("lab")),
                lab,
                1,
                lab.nowNanos));
    }

    static List<byte[]> corpus(String resource) throws IOException {
        try (InputStream in = FuzzTest.class.getResourceAsStream(resource)) {
            assertThat(in).as(resource).isNotNull();
            return new String(java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#") && !line.startsWith("lease"))
                    .map(line -> line.startsWith("<") || line.startsWith(">") ? line.substring(2) : line)
                    .map(Octets::parseHex)
                    .toList();
        }
    }

    private static List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>(corpus("/fuzz/frames.txt"));
        for (String client : List.of("udhcpc", "dhclient", "dhcpcd", "networkd", "linux-ip-dhcp", "ipxe")) {
            seeds.addAll(corpus("/dhcp/clients/" + client + ".txt"));
        }
        return seeds;
    }

    private void feed(byte[] frame, int vnetFlags) {
        // Guest and uplink, by turns: the guards look at the one, the relay code at the other.
        for (int port : new int[] {1, 9}) {
            lab.receive(port, frame, vnetFlags);
        }
        for (DhcpLab.Sent sent : lab.take()) {
            assertSound(sent.frame());
        }
        lab.events.forEach(event -> assertThat(event.message()).isNotBlank());
        lab.events.clear();
    }

    private static void assertSound(byte[] frame) {
        int etherType = (frame[12] & 0xff) << 8 | (frame[13] & 0xff);
        boolean udp = etherType == 0x0800 || frame[20] == 17;
        assertThat(frame.length).isLessThanOrEqualTo(1514);
        if (udp) {
            assertThat(new UdpPacket().wrap(ByteBuffer.wrap(frame), 0, frame.length, false))
                    .as(Octets.hex(frame))
                    .isTrue();
        }
    }

    @Test
    void whatOnceFailedDoesNotFailAgain() throws IOException {
        for (byte[] frame : corpus("/fuzz/regressions.txt")) {
            feed(frame, 0);
            feed(frame, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20261123, 4711})
    void mutantsOfGoodFrames(long seed) throws IOException {
        System.out.println("FuzzTest seed " + seed);
        Random random = new Random(seed);
        List<byte[]> seeds = seeds();
        for (int round = 0; round < ROUNDS; round++) {
            byte[] frame = mutate(seeds.get(random.nextInt(seeds.size())), random);
            try {
                feed(frame, random.nextInt(2));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        "seed " + seed + ", round " + round + ": add this to fuzz/regressions.txt:\n"
                                + Octets.hex(frame),
                        e);
            }
            if (round % 100 == 0) {
                lab.advance(1);
            }
        }
        assertThat(lab.services.raGuardDrops())
                .as("mutants get as far as the guard")
                .isPositive();
        assertThat(dns.counters().queries()).as("mutants get as far as DNS").isGreaterThan(500);
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 99})
    void mutantsOfResolversAnswers(long seed) throws IOException {
        System.out.println("FuzzTest seed " + seed);
        Random random = new Random(seed);
        byte[] query = Octets.parseHex("abcd01000001000000000000" + "076578616d706c65036f72670000010001");
        byte[] answer = Octets.parseHex("abcd81800001000200010000" + "076578616d706c65036f72670000010001"
                + "c00c000100010000003c0004c0000207" + "c00c001c00010000003c0010" + "20010db8000000000000000000000001"
                + "c00c00060001000000e10016000000000001000000020000000300000004" + "0000003c");
        for (int round = 0; round < ROUNDS; round++) {
            byte[] mutant = answer.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
            }
            int length = random.nextInt(4) == 0 ? random.nextInt(mutant.length) : mutant.length;
            dns.query(new NullClient(), ByteBuffer.wrap(query), lab.nowNanos);
            while (!tokens.isEmpty()) {
                dns.answered(tokens.remove(0), ByteBuffer.wrap(mutant, 0, length), lab.nowNanos);
            }
            dns.flushCache();
            lab.nowNanos += 10_000_000;
        }
        assertThat(dns.inFlight()).isZero();
    }

    private record NullClient() implements dev.hayabashi.services.dns.DnsClient {
        @Override
        public int portNumber() {
            return 1;
        }

        @Override
        public boolean isStream() {
            return false;
        }

        @Override
        public void answer(ByteBuffer message) {
            assertThat(message.remaining()).isBetween(12, 1232);
        }
    }

    private static byte[] mutate(byte[] original, Random random) {
        byte[] frame = original.clone();
        for (int i = random.nextInt(6); i > 0; i--) {
            int at = random.nextInt(frame.length);
            switch (random.nextInt(5)) {
                case 0 -> frame[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> frame[at] = (byte) random.nextInt(256);
                case 2 -> frame[at] = (byte) (random.nextBoolean() ? 0 : 255);
                case 3 -> {
                    int from = random.nextInt(original.length);
                    int room = Math.min(original.length - from, frame.length - at);
                    int length = Math.min(random.nextInt(20), room);
                    System.arraycopy(original, from, frame, at, length);
                }
                default -> frame = Arrays.copyOf(frame, 1 + random.nextInt(frame.length + 20));
            }
        }
        if (random.nextBoolean()) {
            repair(frame);
        }
        return frame;
    }

    /** Lengths and IPv4 header checksum as they should be, UDP checksum left out. */
    private static void repair(byte[] frame) {
        if (frame.length < 42 || frame[12] != 8 || frame[13] != 0) {
            return;
        }
        ByteBuffer memory = ByteBuffer.wrap(frame);
        memory.put(14, (byte) 0x45)
                .putShort(16, (short) (frame.length - 14))
                .putShort(20, (short) 0)
                .putShort(24, (short) 0);
        memory.putShort(24, (short) Checksum.finish(Checksum.add(0, memory, 14, 20)));
        memory.putShort(38, (short) (frame.length - 34)).putShort(40, (short) 0);
    }
}
