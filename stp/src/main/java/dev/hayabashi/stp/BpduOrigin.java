package dev.hayabashi.stp;

import org.jspecify.annotations.Nullable;

/**
 * Who sent a BPDU: what a guard tells the operator about the offender. A TCN, or a malformed BPDU, has no identifiers.
 *
 * @param kind the kind of BPDU, or null when it is malformed
 * @param sourceAddress the Ethernet source address, 48 bits
 * @param root the root it announced
 * @param bridge the bridge that sent it
 * @param port the port it left from
 * @param atNanos when it arrived
 */
public record BpduOrigin(
        @Nullable BpduKind kind,
        long sourceAddress,
        @Nullable BridgeId root,
        @Nullable BridgeId bridge,
        @Nullable PortId port,
        long atNanos) {

    /** One phrase: {@code rst BPDU of bridge 8000.… port 128.2 claiming root 1000.… from aa:fc:…}. */
    public String text() {
        StringBuilder s = new StringBuilder(96);
        s.append(kind == null ? "malformed" : kind.jsonName()).append(" BPDU");
        if (bridge != null) {
            s.append(" of bridge ").append(bridge);
        }
        if (port != null) {
            s.append(" port ").append(port);
        }
        if (root != null) {
            s.append(" claiming root ").append(root);
        }
        return s.append(" from ").append(MacText.colons(sourceAddress)).toString();
    }
}
