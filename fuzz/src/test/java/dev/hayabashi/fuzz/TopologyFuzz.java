package dev.hayabashi.fuzz;

import dev.hayabashi.config.ConfigException;
import dev.hayabashi.config.TopologyReader;
import dev.hayabashi.config.topology.Topology;

/** Topology files of {@code stp simulate}: read, or refused with a place for everything that is wrong. */
public final class TopologyFuzz {
    private TopologyFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Check.bounded(input.length, () -> read(new Input(input).text()));
    }

    private static void read(String text) {
        try {
            Topology topology = TopologyReader.read(Refusals.SOURCE, text);
            topology.bridges().forEach(bridge -> Check.that(!bridge.name().isBlank(), () -> "a bridge without a name"));
        } catch (ConfigException refusal) {
            Refusals.check(refusal, text);
        }
    }
}
