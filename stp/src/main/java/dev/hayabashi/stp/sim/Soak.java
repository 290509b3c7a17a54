package dev.hayabashi.stp.sim;

import java.util.Locale;

/**
 * Plays many random scenarios and checks the invariants of each: at rest exactly the tree that {@link Oracle} computes, no
 * loop at rest, at no instant a loop in plain RSTP while the root is there, never too many BPDUs, always at rest in the end.
 *
 * <p>Transient loops when the root is lost (count to infinity), on shared segments, with one-way loss or next to STP bridges
 * are limits of the protocol. They are counted, not forbidden.
 */
public final class Soak {
    private Soak() {}

    /**
     * What came of one scenario.
     *
     * @param digest a number made of all events: the same for the same seed
     * @param cyclesSafe loops that nothing justifies; not zero only in a failure
     * @param cyclesRisky loops that are a known limit of the protocol
     * @param cycleNanos how long loops lasted
     * @param changes changes of role, state or root
     * @param virtualNanos length of the scenario
     */
    public record Outcome(
            long digest, long cyclesSafe, long cyclesRisky, long cycleNanos, long changes, long virtualNanos) {}

    /**
     * What came of many.
     *
     * @param runs how many
     * @param runsWithLoops how many had a transient loop that is a known limit of the protocol
     * @param loops how many such loops there were
     * @param loopSeconds how long they lasted together
     * @param changes changes of role, state or root
     * @param virtualSeconds length of all together
     */
    public record Totals(
            long runs, long runsWithLoops, long loops, double loopSeconds, long changes, double virtualSeconds) {
        /** Share of runs with a transient loop. */
        public double loopShare() {
            return runs == 0 ? 0 : (double) runsWithLoops / runs;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%d runs, %.0f virtual seconds, %d changes; transient loops in %d runs (%.2f %%), %d loops, %.1f s",
                    runs,
                    virtualSeconds,
                    changes,
                    runsWithLoops,
                    100 * loopShare(),
                    loops,
                    loopSeconds);
        }
    }

    /**
     * Plays one scenario.
     *
     * @throws SoakFailure if an invariant does not hold
     */
    public static Outcome run(long seed) {
        try {
            return new SoakRun(seed, false).run();
        } catch (SoakFailure e) {
            // Once more with every event in the story: the scenario is the same.
            return new SoakRun(seed, true).run();
        }
    }

    /**
     * Plays many scenarios.
     *
     * @param firstSeed seed of the first; the others follow
     * @throws SoakFailure at the first invariant that does not hold
     */
    public static Totals run(long firstSeed, long runs) {
        long withLoops = 0;
        long loops = 0;
        long loopNanos = 0;
        long changes = 0;
        double virtual = 0;
        for (long seed = firstSeed; seed < firstSeed + runs; seed++) {
            Outcome o = run(seed);
            withLoops += o.cyclesRisky() > 0 ? 1 : 0;
            loops += o.cyclesRisky();
            loopNanos += o.cycleNanos();
            changes += o.changes();
            virtual += o.virtualNanos() / (double) SimNetwork.SECOND;
        }
        return new Totals(runs, withLoops, loops, loopNanos / (double) SimNetwork.SECOND, changes, virtual);
    }
}
