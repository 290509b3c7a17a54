package dev.hayabashi.services.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.services.wire.Octets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Exchanges with real clients, octet by octet: what they sent, and the answers that made them happy. {@code <} is a frame of
 * the client, {@code >} what the server must answer to the frame before it. {@code wait} lets seconds pass.
 */
class RecordedClientsTest {
    @ParameterizedTest
    @ValueSource(strings = {"udhcpc", "dhclient", "dhcpcd", "networkd", "linux-ip-dhcp", "ipxe"})
    void clientGetsWhatItGotWhenItWasRecorded(String client) throws IOException {
        List<String> lines = lines("/dhcp/clients/" + client + ".txt");
        DhcpLab lab = null;
        int exchanges = 0;
        for (int i = 0; i < lines.size(); i++) {
            String[] words = lines.get(i).split(" ", 2);
            switch (words[0]) {
                case "lease" ->
                    lab = new DhcpLab(DhcpLab.settings()
                            .times(DhcpTimes.DEFAULT.withLeaseSeconds(Long.parseLong(words[1])))
                            .build());
                case "<" -> {
                    assertThat(lab).isNotNull();
                    // VIRTIO_NET_HDR_F_NEEDS_CSUM: a veth hands frames over before the checksum is filled in.
                    java.util.Objects.requireNonNull(lab).receive(1, Octets.parseHex(words[1]), 1);
                    List<String> replies =
                            lab.take().stream().map(s -> Octets.hex(s.frame())).toList();
                    List<String> expected = new ArrayList<>();
                    while (i + 1 < lines.size() && lines.get(i + 1).startsWith("> ")) {
                        expected.add(lines.get(++i).substring(2));
                    }
                    assertThat(replies).as("%s line %d", client, i + 1).isEqualTo(expected);
                    exchanges += expected.size();
                }
                default -> assertThat(words[0]).isIn("#");
            }
        }
        assertThat(exchanges).as("the recording has answers").isGreaterThanOrEqualTo(2);
    }

    private static List<String> lines(String resource) throws IOException {
        try (InputStream in = RecordedClientsTest.class.getResourceAsStream(resource)) {
            assertThat(in).as(resource).isNotNull();
            return new String(java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        }
    }
}
