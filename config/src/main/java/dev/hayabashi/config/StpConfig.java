package dev.hayabashi.config;

/**
 * Spanning tree of a bridge. The three times hold {@code 2 * (forwardDelay - 1) >= maxAge >= 2 * (helloTime + 1)}
 * (802.1D-2004 17.14).
 *
 * @param mode protocol
 * @param priority bridge priority, 0..61440 in steps of 4096; the lowest becomes root
 * @param helloTimeSeconds seconds between BPDUs, 1..2 (1..10 in mode stp)
 * @param maxAgeSeconds seconds after which the root's information is too old, 6..40
 * @param forwardDelaySeconds seconds that a port without agreement spends listening and again learning, 4..30
 * @param txHoldCount most BPDUs per port and second, 1..10
 * @param pathCostMethod costs of ports that name none
 * @param errDisableRecoverySeconds after how long a port that BPDU guard has shut is tried again, 30..86400; 0 for never
 * @param reserved what happens to 01-80-C2-00-00-0X
 */
public record StpConfig(
        StpMode mode,
        int priority,
        int helloTimeSeconds,
        int maxAgeSeconds,
        int forwardDelaySeconds,
        int txHoldCount,
        PathCostMethod pathCostMethod,
        int errDisableRecoverySeconds,
        ReservedPolicy reserved) {
    /** The standard's values (802.1D-2004 table 17-1). */
    public static final StpConfig DEFAULT =
            new StpConfig(StpMode.RSTP, 32768, 2, 20, 15, 6, PathCostMethod.LONG, 0, ReservedPolicy.STANDARD);
}
