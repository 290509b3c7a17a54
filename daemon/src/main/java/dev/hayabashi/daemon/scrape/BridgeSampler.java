package dev.hayabashi.daemon.scrape;

import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.BridgeSnapshot;
import dev.hayabashi.daemon.gateway.GatewayServices;
import dev.hayabashi.daemon.observe.LatencyHistogram;
import dev.hayabashi.daemon.runtime.RunningBridge;
import dev.hayabashi.daemon.runtime.Sight;
import dev.hayabashi.metrics.BridgeSample;
import dev.hayabashi.metrics.PortSample;
import dev.hayabashi.metrics.SampleSource;
import dev.hayabashi.services.dhcp.LeaseCounts;
import dev.hayabashi.stp.SpanningTree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Samples all bridges. A thousand ports taken in one turn of a loop would keep frames waiting for milliseconds, so ports are
 * taken {@value #PORTS_PER_TURN} at a time, with the loop's other work between.
 */
public final class BridgeSampler implements SampleSource {
    /** Some fifty microseconds on the loop. */
    static final int PORTS_PER_TURN = 32;

    private final Collection<RunningBridge> bridges;
    private final Runnable first;

    /**
     * @param bridges the running bridges; may be read on any thread
     * @param first brings up to date what is counted elsewhere, ahead of each sample
     */
    public BridgeSampler(Collection<RunningBridge> bridges, Runnable first) {
        this.bridges = bridges;
        this.first = first;
    }

    @Override
    public List<BridgeSample> sample() {
        first.run();
        List<BridgeSample> samples = new ArrayList<>();
        for (RunningBridge running : bridges) {
            samples.add(sample(running));
        }
        return samples;
    }

    private static BridgeSample sample(RunningBridge running) {
        Head head = running.ask(Head::take);
        List<PortSample> ports = new ArrayList<>(head.numbers().size());
        for (int from = 0; from < head.numbers().size(); from += PORTS_PER_TURN) {
            List<Integer> slice = head.numbers()
                    .subList(
                            from, Math.min(from + PORTS_PER_TURN, head.numbers().size()));
            ports.addAll(running.ask(sight -> ports(sight, slice)));
        }
        return new BridgeSample(
                head.bridge(),
                ports,
                head.tree(),
                head.loopLagSeconds(),
                histogram(head.upToForwarding()),
                head.dhcp() == null
                        ? null
                        : new BridgeSample.DhcpSample(
                                leases(head.dhcp()), head.dhcp().poolFree(), histogram(head.discoverToAck())));
    }

    /** A port that left since its number was taken is left out. */
    private static List<PortSample> ports(Sight sight, List<Integer> numbers) {
        List<PortSample> samples = new ArrayList<>(numbers.size());
        for (int number : numbers) {
            BridgePort port = sight.bridge().port(number);
            if (port != null) {
                samples.add(TreeSamples.port(sight, port));
            }
        }
        return samples;
    }

    private static Map<String, Long> leases(LeaseCounts counts) {
        Map<String, Long> leases = new LinkedHashMap<>();
        leases.put("bound", (long) counts.bound());
        leases.put("offered", (long) counts.offered());
        leases.put("declined", (long) counts.declined());
        return leases;
    }

    private static BridgeSample.HistogramSample histogram(LatencyHistogram.Copy copy) {
        return new BridgeSample.HistogramSample(copy.boundsSeconds(), copy.counts(), copy.sumSeconds());
    }

    /** All but the ports, taken in one turn. */
    private record Head(
            BridgeSnapshot bridge,
            List<Integer> numbers,
            BridgeSample.@Nullable TreeSample tree,
            double loopLagSeconds,
            LatencyHistogram.Copy upToForwarding,
            @Nullable LeaseCounts dhcp,
            LatencyHistogram.Copy discoverToAck) {
        static Head take(Sight sight) {
            List<Integer> numbers = new ArrayList<>();
            sight.bridge().ports().forEach(port -> numbers.add(port.number()));
            SpanningTree tree = sight.tree();
            GatewayServices gateway = sight.gateway();
            return new Head(
                    sight.bridge().snapshotWithoutPorts(),
                    numbers,
                    tree == null ? null : TreeSamples.tree(sight, tree),
                    TreeSamples.seconds(sight.watch().loopLagNanos()),
                    sight.watch().upToForwarding(),
                    gateway == null
                            ? null
                            : gateway.dhcp().map(engine -> engine.leaseCounts()).orElse(null),
                    sight.watch().discoverToAck());
        }
    }
}
