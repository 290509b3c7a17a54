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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every topology of the test resources, in both protocol versions, through the real parser and the real engine. */
class VectorsTest {
    private static final Path DIRECTORY = Path.of("src/test/resources/topologies");

    static Stream<Arguments> vectors() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            List<Arguments> runs = new ArrayList<>();
            files.sorted().forEach(f -> {
                runs.add(Arguments.of(f, StpMode.RSTP));
                runs.add(Arguments.of(f, StpMode.STP));
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
}
