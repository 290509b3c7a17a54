package dev.hayabashi.stp.sim;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Plays as many scenarios of {@link Soak} as the first argument says, from the seed of the second.
 *
 * <p>{@code java -cp stp/target/classes:stp/target/test-classes dev.hayabashi.stp.sim.SoakMain [RUNS [FIRST_SEED]]}
 *
 * <p>It is here and not in the engine's module proper because that one has no clock and prints nothing.
 */
public final class SoakMain {
    private SoakMain() {}

    @SuppressWarnings("SystemOut") // a command
    public static void main(String[] args) {
        long runs = args.length > 0 ? Long.parseLong(args[0]) : 10_000;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime();
        PrintStream out = System.out;
        out.println("first seed " + seed);
        long began = System.nanoTime();
        Soak.Totals totals = Soak.run(seed, runs);
        out.println(totals);
        out.printf(Locale.ROOT, "%.1f s%n", (System.nanoTime() - began) / 1e9);
    }
}
