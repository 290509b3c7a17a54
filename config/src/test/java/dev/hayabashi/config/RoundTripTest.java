package dev.hayabashi.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is written is read back as it was, for every configuration that keeps the rules. */
class RoundTripTest {
    private static final int RUNS = 1500;

    @Test
    void configurationsSurviveWritingAndReading() throws ConfigException {
        for (long seed = 0; seed < RUNS; seed++) {
            HayabashiConfig config = new Gen(seed).config();
            String text = ConfigWriter.write(config);
            assertThat(ConfigReader.read("seed-" + seed, text))
                    .as("seed %d\n%s", seed, text)
                    .isEqualTo(config);
        }
    }

    @Test
    void portsSurviveWritingAndReading() throws ConfigException {
        for (long seed = 0; seed < RUNS; seed++) {
            PortConfig port = new Gen(seed).port("vm0", 9000, 3);
            String text = ConfigWriter.write(port);
            assertThat(ConfigReader.readPort("seed-" + seed, text))
                    .as("seed %d\n%s", seed, text)
                    .isEqualTo(port);
        }
    }

    @Test
    void defaultsAreNotWritten() {
        assertThat(ConfigWriter.write(HayabashiConfig.DEFAULT)).isEqualTo("""
                        bridges:
                          - name: haya0
                            gateway:
                              address: 192.168.122.1/24
                              nat: true
                              dhcp: {}
                              dns: {}
                        """);
        assertThat(ConfigWriter.write(PortConfig.of("vm0", PortKind.VM))).isEqualTo("name: vm0\nkind: vm\n");
    }

    @Test
    void whatDiffersFromTheDefaultOfTheKindIsWritten() throws ConfigException {
        PortConfig port = ConfigReader.readPort("t", "{name: v, kind: vm, edge: false, bpdu-guard: false, owner: 7:8}");
        assertThat(ConfigWriter.write(port))
                .isEqualTo("name: v\nkind: vm\nowner: 7:8\nedge: false\nbpdu-guard: false\n");
    }
}
