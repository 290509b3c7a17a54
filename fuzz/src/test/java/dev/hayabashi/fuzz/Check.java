package dev.hayabashi.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;

/** What a target promises. A broken promise is an {@link AssertionError}, which Jazzer takes for a finding. */
public final class Check {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /**
     * What a world costs before its first octet, and what an octet may cost: bounds against growth, not measurements. What the
     * fuzzer puts between the instructions costs too.
     */
    private static final long BASE_BYTES = Boolean.getBoolean("hayabashi.fuzz.instrumented") ? 64L << 20 : 16L << 20;

    private static final long BYTES_PER_OCTET = 16L << 10;

    private Check() {}

    public static void that(boolean promise, Supplier<String> broken) {
        if (!promise) {
            throw new AssertionError(broken.get());
        }
    }

    public static void same(Object actual, Object expected, Supplier<String> what) {
        if (!Objects.equals(actual, expected)) {
            throw new AssertionError(what.get() + ": " + actual + " instead of " + expected);
        }
    }

    public static void same(byte[] actual, byte[] expected, Supplier<String> what) {
        if (!Arrays.equals(actual, expected)) {
            throw new AssertionError(what.get() + ": " + Octets.hex(actual) + " instead of " + Octets.hex(expected));
        }
    }

    /**
     * Runs something that takes an input; what it allocates is bounded by the input's size, so that no number in an input is
     * believed before the octets that it speaks of are there. Doing it twice does the same.
     */
    public static void bounded(int octets, Runnable run) {
        long most = BASE_BYTES + octets * BYTES_PER_OCTET;
        if (allocated(run) <= most) {
            return;
        }
        // Once more: classes that were loaded are not the input's.
        long again = allocated(run);
        that(again <= most, () -> again + " bytes allocated for an input of " + octets);
    }

    private static long allocated(Runnable run) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        run.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
