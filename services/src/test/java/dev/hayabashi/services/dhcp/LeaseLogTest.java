package dev.hayabashi.services.dhcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hayabashi.services.wire.Ipv4;
import dev.hayabashi.services.wire.Octets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeaseLogTest {
    private static final List<LeaseChange> CHANGES = List.of(
            new LeaseChange.Bound(new Lease(
                    Ipv4.parse("192.168.122.2"),
                    0xaafc_0000_0001L,
                    "01aafc",
                    "7031",
                    "web1",
                    "vm1",
                    1_800_000_000_000L,
                    3600)),
            new LeaseChange.Freed(Ipv4.parse("192.168.122.2"), 1_800_000_001_000L),
            new LeaseChange.Bound(new Lease(
                    Ipv4.parse("192.168.122.3"), 0xffff_ffff_fffeL, "", "", null, "名", -1, DhcpTimes.INFINITE)),
            new LeaseChange.Quarantined(Ipv4.parse("192.168.122.3"), Long.MAX_VALUE));

    @Test
    void whatIsWrittenIsRead() {
        LeaseLog.Contents contents = LeaseLog.decode(LeaseLog.encodeAll(CHANGES));
        assertThat(contents.changes()).isEqualTo(CHANGES);
        assertThat(contents.isIntact()).isTrue();
    }

    @Test
    void formatStaysReadable() {
        assertThat(Octets.hex(LeaseLog.header())).isEqualTo("484159414c530001");
        assertThat(Octets.hex(LeaseLog.encode(CHANGES.get(1))))
                .isEqualTo("9ec571a5000d02c0a87a02000001a3185c53e8" + "129e442c");
    }

    @Test
    void truncatedAtEveryOctetItGivesEveryRecordThatIsWhole() {
        byte[] log = LeaseLog.encodeAll(CHANGES);
        List<Integer> ends = new ArrayList<>();
        int end = LeaseLog.HEADER_BYTES;
        for (LeaseChange change : CHANGES) {
            end += LeaseLog.encode(change).length;
            ends.add(end);
        }
        for (int length = 0; length <= log.length; length++) {
            int cut = length;
            int whole = (int) ends.stream().filter(e -> e <= cut).count();
            LeaseLog.Contents contents = LeaseLog.decode(Arrays.copyOf(log, length));

            assertThat(contents.changes()).as("cut at %d", length).isEqualTo(CHANGES.subList(0, whole));
            int valid = length < LeaseLog.HEADER_BYTES ? 0 : whole == 0 ? LeaseLog.HEADER_BYTES : ends.get(whole - 1);
            assertThat(contents.validBytes()).as("cut at %d", length).isEqualTo(valid);
            assertThat(contents.tornBytes()).isEqualTo(length - valid);
        }
    }

    @Test
    void recordsAfterATearAtEveryOctetCountToo() {
        byte[] first = LeaseLog.encode(CHANGES.get(0));
        byte[] second = LeaseLog.encode(CHANGES.get(2));
        for (int length = 0; length < first.length; length++) {
            byte[] log = join(LeaseLog.header(), Arrays.copyOf(first, length), second);
            LeaseLog.Contents contents = LeaseLog.decode(log);
            assertThat(contents.changes()).as("torn at %d", length).containsExactly(CHANGES.get(2));
            assertThat(contents.skippedBytes()).isEqualTo(length);
        }
    }

    @Test
    void octetThatIsDamagedCostsItsRecordOnly() {
        byte[] log = LeaseLog.encodeAll(CHANGES);
        for (int at = LeaseLog.HEADER_BYTES; at < log.length; at++) {
            byte[] damaged = log.clone();
            damaged[at] ^= 0x40;
            assertThat(LeaseLog.decode(damaged).changes())
                    .as("damaged at %d", at)
                    .hasSize(CHANGES.size() - 1);
        }
    }

    @Test
    void garbageBetweenRecordsIsSkipped() {
        long seed = 20261123;
        System.out.println("LeaseLogTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            byte[] garbage = new byte[random.nextInt(200)];
            random.nextBytes(garbage);
            byte[] log =
                    join(LeaseLog.header(), LeaseLog.encode(CHANGES.get(0)), garbage, LeaseLog.encode(CHANGES.get(3)));
            assertThat(LeaseLog.decode(log).changes()).containsExactly(CHANGES.get(0), CHANGES.get(3));
        }
    }

    @Test
    void fileThatIsNoLeaseLogIsNotTakenForOne() {
        assertThatThrownBy(
                        () -> LeaseLog.decode("1700000000 aa:fc".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                .isInstanceOf(LeaseLog.UnknownFormatException.class)
                .hasMessageContaining("Move it away");
        byte[] newer = LeaseLog.header();
        newer[7] = 2;
        assertThatThrownBy(() -> LeaseLog.decode(newer)).isInstanceOf(LeaseLog.UnknownFormatException.class);
        assertThat(LeaseLog.decode(new byte[0]).changes()).isEmpty();
    }

    @Test
    void compactingIsWorthItWhenTheLogIsMostlyHistory() {
        assertThat(LeaseLog.isWorthCompacting(1000, 10))
                .as("small logs are left alone")
                .isFalse();
        assertThat(LeaseLog.isWorthCompacting(100_000, 20_000)).isTrue();
        assertThat(LeaseLog.isWorthCompacting(100_000, 50_000)).isFalse();
    }

    @Test
    void exportsHaveTheFormsOfTheOthers() {
        List<Lease> leases =
                List.of(((LeaseChange.Bound) CHANGES.get(0)).lease(), ((LeaseChange.Bound) CHANGES.get(2)).lease());
        assertThat(LeaseExport.dnsmasq(leases))
                .isEqualTo("1800003600 aa:fc:00:00:00:01 192.168.122.2 web1 01:aa:fc\n"
                        + "0 ff:ff:ff:ff:ff:fe 192.168.122.3 * *\n");
        assertThat(LeaseExport.libvirtStatus(leases).toString())
                .isEqualTo(
                        "[{ip-address=192.168.122.2, mac-address=aa:fc:00:00:00:01, hostname=web1, client-id=01:aa:fc,"
                                + " expiry-time=1800003600}, {ip-address=192.168.122.3, mac-address=ff:ff:ff:ff:ff:fe,"
                                + " expiry-time=0}]");
    }

    private static byte[] join(byte[]... parts) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
