package dev.hayabashi.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.config.ConfigException;
import dev.hayabashi.config.StpMode;
import dev.hayabashi.config.TopologyReader;
import dev.hayabashi.config.topology.Topology;
import dev.hayabashi.stp.sim.Delivery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every topology of the test resources through the real parser and the real engine, in both protocol versions; but for the
 * one whose roles need a message that plain STP does not have.
 */
class VectorsTest {
    private static final Path DIRECTORY = Path.of("src/test/resources/topologies");
    private static final Path NEEDS_DISPUTE = DIRECTORY.resolve("silent-neighbour.yaml");

    static Stream<Arguments> vectors() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            List<Arguments> runs = new ArrayList<>();
            files.sorted().forEach(f -> {
                runs.add(Arguments.of(f, StpMode.RSTP));
                if (!f.equals(NEEDS_DISPUTE)) {
                    runs.add(Arguments.of(f, StpMode.STP));
                }
            });
            return runs.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void settlesAsExpected(Path file, StpMode mode) throws ConfigException {
        Topology topology = TopologyReader.read(file);
        List<StepResult> results = new TopologyRun(topology, Optional.of(mode), Delivery.lockStep()).run();
        for (StepResult r : results) {
            System.out.println(file.getFileName() + " " + mode + " step " + r.number() + " settle " + r.settleSeconds()
                    + " expected " + r.expectedSettleSeconds() + " loop " + r.loopSeconds() + " " + r.failures());
        }
        assertThat(results).allSatisfy(r -> assertThat(r.failures()).isEmpty());
    }

    /** Configuration BPDUs carry no role, so nothing tells bridge B that its neighbour forwards as well (17.21.10). */
    @Test
    void plainStpLoopsWhenOneDirectionOfALinkGoesSilent() throws ConfigException {
        Topology topology = TopologyReader.read(NEEDS_DISPUTE);
        List<StepResult> results = new TopologyRun(topology, Optional.of(StpMode.STP), Delivery.lockStep()).run();
        StepResult silent = results.get(1);
        assertThat(silent.loopSeconds()).isPositive();
        assertThat(silent.failures()).singleElement().satisfies(f -> {
            assertThat(f.bridge()).isEqualTo("B");
            assertThat(f.expected()).isEqualTo("D!");
            assertThat(f.actual()).startsWith("D ");
        });
        assertThat(results.get(2).failures()).as("healed").isEmpty();
    }
}
