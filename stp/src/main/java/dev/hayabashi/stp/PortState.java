package dev.hayabashi.stp;

import java.util.Locale;

/**
 * What the data plane may do on a port (802.1D-2004 7.4, with the two states "disabled" and "discarding" kept apart
 * because an operator wants to tell a port that is down from one that the spanning tree keeps closed).
 *
 * <table>
 *   <caption>The data plane per port state</caption>
 *   <tr><th>state</th><th>learn source</th><th>relay data in and out</th><th>receive BPDUs</th><th>send BPDUs</th>
 *       <th>frames to and from the host through this port</th></tr>
 *   <tr><td>{@link #DISABLED}</td><td>no</td><td>no</td><td>no</td><td>no</td><td>no</td></tr>
 *   <tr><td>{@link #DISCARDING}</td><td>no</td><td>no</td><td>yes</td><td>yes, the role decides</td><td>no</td></tr>
 *   <tr><td>{@link #LEARNING}</td><td>yes</td><td>no</td><td>yes</td><td>yes</td><td>no</td></tr>
 *   <tr><td>{@link #FORWARDING}</td><td>yes</td><td>yes</td><td>yes</td><td>yes</td><td>yes</td></tr>
 * </table>
 *
 * <p>BPDUs themselves are never learned from, in any state.
 */
public enum PortState {
    /** Link down, administratively off, or error-disabled. */
    DISABLED(false, false, false),
    /** Up, and kept closed by the spanning tree. Called blocking or listening in STP mode. */
    DISCARDING(false, false, true),
    /** Source addresses are learned, nothing is relayed yet. */
    LEARNING(true, false, true),
    /** Part of the active topology. */
    FORWARDING(true, true, true);

    private final boolean learns;
    private final boolean relays;
    private final boolean bpdus;

    PortState(boolean learns, boolean relays, boolean bpdus) {
        this.learns = learns;
        this.relays = relays;
        this.bpdus = bpdus;
    }

    /** Whether the source address of a data frame received here is learned. */
    public boolean learns() {
        return learns;
    }

    /** Whether data frames are relayed in and out here. */
    public boolean relays() {
        return relays;
    }

    /** Whether frames of the host (the bridge's own interface) may pass through this port. */
    public boolean carriesHostTraffic() {
        return relays;
    }

    /** Whether BPDUs are handed to the engine. */
    public boolean receivesBpdus() {
        return bpdus;
    }

    /** Whether the engine may send BPDUs here; the port's role decides whether it does. */
    public boolean sendsBpdus() {
        return bpdus;
    }

    /** The name used in JSON and metrics: {@code disabled}, {@code discarding}, {@code learning}, {@code forwarding}. */
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The name shown to the user. 802.1D-1998 had two names for what 2004 calls discarding: a root or designated port on
     * its way to forwarding is {@code listening}, any other is {@code blocking}. They are used in STP mode.
     *
     * @param version the bridge's protocol version
     * @param role the port's role
     */
    public String displayName(ForceVersion version, PortRole role) {
        if (version == ForceVersion.STP && this == DISCARDING) {
            return role == PortRole.ROOT || role == PortRole.DESIGNATED ? "listening" : "blocking";
        }
        return jsonName();
    }
}
