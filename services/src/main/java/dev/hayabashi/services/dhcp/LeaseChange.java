package dev.hayabashi.services.dhcp;

/** One entry of the lease log. Applied in order, the entries give the state of all leases. */
public sealed interface LeaseChange {
    int address();

    /** A lease was given or extended; replaces whatever was known of the address. */
    record Bound(Lease lease) implements LeaseChange {
        @Override
        public int address() {
            return lease.address();
        }
    }

    /**
     * A lease ended before its time. The client keeps its affinity: it gets the address again while nobody else has had
     * it.
     *
     * @param atWallMillis when, milliseconds since 1970
     */
    record Freed(int address, long atWallMillis) implements LeaseChange {}

    /**
     * A client declined the address.
     *
     * @param untilWallMillis not leased before then, milliseconds since 1970
     */
    record Quarantined(int address, long untilWallMillis) implements LeaseChange {}
}
