package dev.hayabashi.stp;

/**
 * A decoded, well-formed BPDU. A Configuration BPDU, and an RST BPDU whose role bits are 0, have role Designated and none of
 * the rapid flags (802.1D-2004 9.3.4, 17.21.8).
 *
 * @param kind for counters; MST is treated as RST
 * @param rapid an RST BPDU with a role: proposal, agreement and learning mean something
 * @param role the sender's port role; ALTERNATE stands for Alternate or Backup
 * @param vector WORST for a TCN
 * @param times all 0 for a TCN
 * @param sourceAddress the Ethernet source address
 */
record Bpdu(
        BpduKind kind,
        boolean rapid,
        PortRole role,
        boolean topologyChange,
        boolean topologyChangeAck,
        boolean proposal,
        boolean agreement,
        boolean learning,
        PriorityVector vector,
        Times times,
        long sourceAddress) {

    private static final Times NO_TIMES = new Times(0, 0, 0, 0);

    static Bpdu tcn(long sourceAddress) {
        return new Bpdu(
                BpduKind.TCN,
                false,
                PortRole.DISABLED,
                false,
                false,
                false,
                false,
                false,
                PriorityVector.WORST,
                NO_TIMES,
                sourceAddress);
    }

    /** Whether it claims to be the designated bridge's word. */
    boolean designated() {
        return role == PortRole.DESIGNATED;
    }

    /** Version 0 or type TCN: proof of an STP neighbour (17.21.22). */
    boolean oldProtocol() {
        return kind == BpduKind.CONFIG || kind == BpduKind.TCN;
    }
}
