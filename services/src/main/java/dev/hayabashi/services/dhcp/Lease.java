package dev.hayabashi.services.dhcp;

import org.jspecify.annotations.Nullable;

/**
 * A lease as it is kept on disk and shown to people: absolute wall time plus length, so that it means the same after a
 * restart.
 *
 * @param address the leased address
 * @param mac the client's hardware address
 * @param clientId option 61 as lower-case hexadecimal, empty when the client sent none
 * @param circuitId the relay's circuit id as hexadecimal, empty when not relayed
 * @param hostName name under the DNS domain, null for none
 * @param port name of the port that the client is behind
 * @param startedWallMillis when the lease was given or last extended, milliseconds since 1970
 * @param leaseSeconds its length from then; {@link DhcpTimes#INFINITE} for no end
 */
public record Lease(
        int address,
        long mac,
        String clientId,
        String circuitId,
        @Nullable String hostName,
        String port,
        long startedWallMillis,
        long leaseSeconds) {

    /** The same lease with another start. */
    Lease startedAt(long wallMillis) {
        return new Lease(address, mac, clientId, circuitId, hostName, port, wallMillis, leaseSeconds);
    }

    public boolean isInfinite() {
        return leaseSeconds == DhcpTimes.INFINITE;
    }

    /** When it ends, milliseconds since 1970; {@code Long.MAX_VALUE} for never. */
    public long endsWallMillis() {
        return isInfinite() ? Long.MAX_VALUE : startedWallMillis + leaseSeconds * 1000;
    }
}
