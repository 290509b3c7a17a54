import dev.hayabashi.stp.sim.Soak;
import java.time.Duration;
import java.util.Locale;

/** Random networks in virtual time, each compared with a tree that is computed without any protocol. */
public final class StpSoak {
    private static final long AT_ONCE = 500;

    public static void main(String[] arguments) {
        long runs = arguments.length > 0 ? Long.parseLong(arguments[0]) : 10_000;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.currentTimeMillis();
        System.out.println("first seed " + seed + "; repeat with: bench/stp-soak " + runs + " " + seed);
        long start = System.nanoTime();
        long withLoops = 0;
        double virtualSeconds = 0;
        long changes = 0;
        for (long done = 0; done < runs; done += AT_ONCE) {
            // A failure ends this with the seed and the story of its run.
            Soak.Totals totals = Soak.run(seed + done, Math.min(AT_ONCE, runs - done));
            withLoops += totals.runsWithLoops();
            virtualSeconds += totals.virtualSeconds();
            changes += totals.changes();
        }
        System.out.printf(
                Locale.ROOT,
                "%d runs, %.0f virtual days, %d changes of role, state or root; all came to rest at the computed tree%n"
                        + "transient loops that RSTP cannot avoid: in %.2f %% of the runs; others: none; took %d s%n",
                runs,
                virtualSeconds / Duration.ofDays(1).toSeconds(),
                changes,
                100.0 * withLoops / runs,
                Duration.ofNanos(System.nanoTime() - start).toSeconds());
    }
}
