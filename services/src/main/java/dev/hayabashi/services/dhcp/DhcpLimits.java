package dev.hayabashi.services.dhcp;

/**
 * Bounds on what clients can take.
 *
 * @param messagesPerSecond messages of one port that are answered, on average
 * @param burst messages of one port that are answered at once
 * @param maxLeasesPerPort leases and offers of one untrusted port, 0 for no limit
 * @param maxPendingAcks ACKs that wait for their lease to be durable
 */
public record DhcpLimits(int messagesPerSecond, int burst, int maxLeasesPerPort, int maxPendingAcks) {
    /**
     * Generous: a boot storm of hundreds of clients behind one port passes; 64 leases keep one guest from taking a whole
     * /24.
     */
    public static final DhcpLimits DEFAULT = new DhcpLimits(200, 1000, 64, 4096);

    public DhcpLimits {
        if (messagesPerSecond < 1 || burst < 1 || maxLeasesPerPort < 0 || maxPendingAcks < 1) {
            throw new IllegalArgumentException("limits are positive numbers; only max-leases-per-port may be 0");
        }
    }
}
