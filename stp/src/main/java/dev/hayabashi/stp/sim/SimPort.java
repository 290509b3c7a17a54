package dev.hayabashi.stp.sim;

import dev.hayabashi.stp.PortRole;
import dev.hayabashi.stp.PortState;
import org.jspecify.annotations.Nullable;

/** A port of a simulated bridge: where it is plugged in, and what the engine has decided about it. */
public final class SimPort {
    final SimBridge bridge;
    final int number;

    @Nullable SimLan lan;

    PortState state = PortState.DISABLED;
    boolean announcedUp;
    boolean announcedPointToPoint;
    boolean dropping;
    boolean reflecting;
    /** Goes up whenever the link breaks, so that frames which were on it are lost. */
    int wireEpoch;

    SimPort(SimBridge bridge, int number) {
        this.bridge = bridge;
        this.number = number;
    }

    /** The bridge it belongs to. */
    public SimBridge bridge() {
        return bridge;
    }

    /** Its number, from 1. */
    public int number() {
        return number;
    }

    /** The segment it is plugged into; null when its link is down. */
    public @Nullable SimLan lan() {
        return lan;
    }

    /** The gate that the engine has set. */
    public PortState state() {
        return state;
    }

    /** The role in force. */
    public PortRole role() {
        return bridge.tree.role(number);
    }

    /** Whether it is an edge port now. */
    public boolean operEdge() {
        return bridge.tree.operEdge(number);
    }

    /** Whether BPDUs that it sends are lost. */
    public boolean dropping() {
        return dropping;
    }

    /** Makes BPDUs that it sends get lost, or not any more. */
    public void setDropping(boolean value) {
        dropping = value;
    }

    /** Whether whatever it sends comes back on it. */
    public boolean reflecting() {
        return reflecting;
    }

    /** Makes whatever it sends come back on it, or not any more. */
    public void setReflecting(boolean value) {
        if (reflecting != value) {
            reflecting = value;
            bridge.network.gatesChanged();
        }
    }

    /** {@code B.2}. */
    @Override
    public String toString() {
        return bridge.name() + "." + number;
    }
}
