package dev.hayabashi.stp;

/**
 * The three times of a bridge in seconds, validated together because their ranges depend on each other (802.1D-2004 17.14):
 * {@code 2 * (forwardDelay - 1) >= maxAge >= 2 * (helloTime + 1)}.
 *
 * @param helloTime 1 to 2 s; 1 to 10 s with {@link ForceVersion#STP} (checked by {@link BridgeParameters})
 * @param maxAge 6 to 40 s
 * @param forwardDelay 4 to 30 s
 */
public record BridgeTimes(int helloTime, int maxAge, int forwardDelay) {
    /** 2, 20, 15. */
    public static final BridgeTimes DEFAULT = new BridgeTimes(2, 20, 15);

    /** Checks ranges and relation; throws {@link StpParameterException}. */
    public BridgeTimes {
        range("hello-time", helloTime, 1, 10);
        range("max-age", maxAge, 6, 40);
        range("forward-delay", forwardDelay, 4, 30);
        if (maxAge < 2 * (helloTime + 1)) {
            throw new StpParameterException(
                    "max-age",
                    maxAge + " s is too small for hello-time " + helloTime + " s",
                    "max-age must be at least 2 x (hello-time + 1) = " + 2 * (helloTime + 1) + " s");
        }
        if (2 * (forwardDelay - 1) < maxAge) {
            throw new StpParameterException(
                    "forward-delay",
                    forwardDelay + " s is too small for max-age " + maxAge + " s",
                    "2 x (forward-delay - 1) must be at least max-age: use forward-delay " + ((maxAge + 1) / 2 + 1)
                            + " s or more, or max-age " + Math.max(6, 2 * (forwardDelay - 1))
                            + " s or less; set both in one request");
        }
    }

    private static void range(String name, int value, int low, int high) {
        if (value < low || value > high) {
            throw new StpParameterException(name, value + " s is out of range", "use " + low + " to " + high + " s");
        }
    }
}
