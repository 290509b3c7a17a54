package dev.hayabashi.stp;

/**
 * Everything an operator sets on a bridge. Immutable; every value is checked when the record is made, so a record that exists
 * can be applied.
 *
 * @param address the bridge address: 48 bits, individual, unique in the network and stable
 * @param priority 0 to 61440 in steps of 4096, default 32768
 * @param times hello time, max age and forward delay
 * @param txHoldCount BPDUs that may leave a port at once before the limit of one per second holds: 1 to 10, default 6
 * @param forceVersion RSTP or STP; a change restarts all machines
 * @param pathCostMethod table for ports whose cost is automatic
 * @param errDisableRecoverySeconds after how long a port shut by BPDU guard is tried again: 0 = never, or 30 to 86400 s
 */
public record BridgeParameters(
        long address,
        int priority,
        BridgeTimes times,
        int txHoldCount,
        ForceVersion forceVersion,
        PathCostMethod pathCostMethod,
        int errDisableRecoverySeconds) {

    /** Checks all ranges; throws {@link StpParameterException}. */
    public BridgeParameters {
        checkAddress("bridge address", address);
        checkPriority(priority);
        if (txHoldCount < 1 || txHoldCount > 10) {
            throw new StpParameterException("tx-hold-count", txHoldCount + " is out of range", "use 1 to 10");
        }
        if (forceVersion == ForceVersion.RSTP && times.helloTime() > 2) {
            throw new StpParameterException(
                    "hello-time",
                    times.helloTime() + " s is out of range for mode rstp",
                    "use 1 or 2 s, or mode stp, which allows 1 to 10 s");
        }
        if (errDisableRecoverySeconds != 0 && (errDisableRecoverySeconds < 30 || errDisableRecoverySeconds > 86_400)) {
            throw new StpParameterException(
                    "err-disable-recovery",
                    errDisableRecoverySeconds + " s is out of range",
                    "use 30 to 86400 s, or 0 for recovery by hand only");
        }
    }

    /** The defaults of the standard, RSTP, recovery by hand. */
    public static BridgeParameters of(long address) {
        return new BridgeParameters(address, 32_768, BridgeTimes.DEFAULT, 6, ForceVersion.RSTP, PathCostMethod.LONG, 0);
    }

    /** This bridge's identifier. */
    public BridgeId bridgeId() {
        return BridgeId.of(priority, address);
    }

    /** A copy with another address. */
    public BridgeParameters withAddress(long value) {
        return new BridgeParameters(
                value, priority, times, txHoldCount, forceVersion, pathCostMethod, errDisableRecoverySeconds);
    }

    /** A copy with another priority. */
    public BridgeParameters withPriority(int value) {
        return new BridgeParameters(
                address, value, times, txHoldCount, forceVersion, pathCostMethod, errDisableRecoverySeconds);
    }

    /** A copy with other times. */
    public BridgeParameters withTimes(BridgeTimes value) {
        return new BridgeParameters(
                address, priority, value, txHoldCount, forceVersion, pathCostMethod, errDisableRecoverySeconds);
    }

    /** A copy with another transmit hold count. */
    public BridgeParameters withTxHoldCount(int value) {
        return new BridgeParameters(
                address, priority, times, value, forceVersion, pathCostMethod, errDisableRecoverySeconds);
    }

    /** A copy with another protocol version. */
    public BridgeParameters withForceVersion(ForceVersion value) {
        return new BridgeParameters(
                address, priority, times, txHoldCount, value, pathCostMethod, errDisableRecoverySeconds);
    }

    /** A copy with another path cost table. */
    public BridgeParameters withPathCostMethod(PathCostMethod value) {
        return new BridgeParameters(
                address, priority, times, txHoldCount, forceVersion, value, errDisableRecoverySeconds);
    }

    /** A copy with another error-disable recovery time. */
    public BridgeParameters withErrDisableRecoverySeconds(int value) {
        return new BridgeParameters(address, priority, times, txHoldCount, forceVersion, pathCostMethod, value);
    }

    static int checkPriority(int priority) {
        if (priority < 0 || priority > 61_440 || priority % 4096 != 0) {
            int near = Math.max(0, Math.min(61_440, Math.floorDiv(priority, 4096) * 4096));
            throw new StpParameterException(
                    "priority",
                    priority + " is not a bridge priority",
                    "use 0 to 61440 in steps of 4096, for example " + near);
        }
        return priority;
    }

    static long checkAddress(String name, long address) {
        if (address <= 0 || address > MacText.MASK || MacText.isGroup(address)) {
            throw new StpParameterException(
                    name,
                    "0x" + Long.toHexString(address) + " is not a unicast MAC address",
                    "use 48 bits, not all zero, with the group bit clear");
        }
        return address;
    }
}
