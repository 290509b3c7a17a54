package dev.hayabashi.stp;

import java.nio.ByteBuffer;

/**
 * The spanning tree engine of one bridge (802.1D-2004 clause 17). See the package description for how it works.
 *
 * <p>Not thread-safe: one thread owns it. It has no clock; every method that can change something takes the time as
 * {@code nowNanos}, which must not go backwards (any origin, as {@link System#nanoTime}). All methods act at once: when one
 * returns, the machines are at rest, gates are set and BPDUs have been handed to the host.
 *
 * <p>Methods that name a port throw {@link StpParameterException} when there is no such port, except {@link #received}, which
 * is fed by the network and never throws.
 */
@SuppressWarnings("DoNotCallSuggester") // until the bodies are there
public final class SpanningTree {
    /**
     * Creates a bridge without ports; it is its own root.
     *
     * @param parameters the settings
     * @param host the bridge around the engine
     * @param nowNanos the time; the first tick is due a second later
     */
    public SpanningTree(BridgeParameters parameters, StpHost host, long nowNanos) {
        throw new UnsupportedOperationException();
    }

    // ---- ports ----

    /**
     * Adds a port whose link is down.
     *
     * @param number 1 to 4095, not in use. Keep it stable over restarts of a guest: it decides ties
     * @param parameters the settings
     * @param macAddress the source address of the port's BPDUs: 48 bits, different for every port
     * @throws StpParameterException when the number is out of range or in use, or the address is not unicast
     */
    public void addPort(int number, PortParameters parameters, long macAddress, long nowNanos) {
        throw new UnsupportedOperationException();
    }

    /** Removes a port; another one becomes root port in the same call if it was that. */
    public void removePort(int number, long nowNanos) {
        throw new UnsupportedOperationException();
    }

    /**
     * The link came up, or its properties changed. An edge port forwards when this returns.
     *
     * @param kilobitsPerSecond the rate for automatic path cost; 0 = unknown, counts as 1 Gb/s
     * @param pointToPoint whether the link has exactly two ends, for {@link PointToPoint#AUTO}
     */
    public void linkUp(int number, long kilobitsPerSecond, boolean pointToPoint, long nowNanos) {
        throw new UnsupportedOperationException();
    }

    /** The link came up: a point-to-point link of unknown rate, as a TAP or a socket is. */
    public void linkUp(int number, long nowNanos) {
        linkUp(number, 0, true, nowNanos);
    }

    /** The link went down. */
    public void linkDown(int number, long nowNanos) {
        throw new UnsupportedOperationException();
    }

    // ---- input ----

    /**
     * A frame to the bridge group address arrived. Never throws because of the frame.
     *
     * @param number the port
     * @param frame holds the whole Ethernet frame; position and limit are neither used nor changed
     * @param offset index of the first octet of the destination address
     * @param length octets of the frame, without FCS
     * @return what became of it; everything but {@link BpduDisposition#ACCEPTED} has been counted on the port
     */
    public BpduDisposition received(int number, ByteBuffer frame, int offset, int length, long nowNanos) {
        throw new UnsupportedOperationException();
    }

    /**
     * Advances the timers if a tick is due. May be called at any time. Runs at most one tick: when several are overdue (the
     * process was stopped) the others are counted as late and skipped, so that a pause ages nothing out. Hand over waiting
     * BPDUs first.
     *
     * @return whether a tick ran
     */
    public boolean tick(long nowNanos) {
        throw new UnsupportedOperationException();
    }

    /** When {@link #tick} is due. */
    public long nextTickNanos() {
        throw new UnsupportedOperationException();
    }

    // ---- management ----

    /** Applies all settings of the bridge in one step; what has not changed is left alone. */
    public void configure(BridgeParameters parameters, long nowNanos) {
        throw new UnsupportedOperationException();
    }

    /** Applies all settings of a port in one step; what has not changed is left alone. */
    public void configurePort(int number, PortParameters parameters, long nowNanos) {
        throw new UnsupportedOperationException();
    }

    /** The settings of the bridge. Use with {@code configure(parameters().withPriority(4096), now)}. */
    public BridgeParameters parameters() {
        throw new UnsupportedOperationException();
    }

    /** The settings of a port. Use with {@code configurePort(n, portParameters(n).withPathCost(10), now)}. */
    public PortParameters portParameters(int number) {
        throw new UnsupportedOperationException();
    }

    /** Changes the source address of a port's BPDUs. */
    public void setPortAddress(int number, long macAddress) {
        throw new UnsupportedOperationException();
    }

    /** Makes the port speak RSTP again and look whether its neighbour does (17.24). No effect in STP mode. */
    public void mcheck(int number, long nowNanos) {
        throw new UnsupportedOperationException();
    }

    /**
     * Enables a port that BPDU guard has shut.
     *
     * @return whether it was shut
     */
    public boolean clearErrDisable(int number, long nowNanos) {
        throw new UnsupportedOperationException();
    }

    /** Sets the counters of a port to zero. */
    public void resetCounters(int number) {
        throw new UnsupportedOperationException();
    }

    /** Restarts all machines (BEGIN): every port discards and starts anew. Error-disabled ports stay so. */
    public void restart(long nowNanos) {
        throw new UnsupportedOperationException();
    }

    // ---- looking ----

    /** A snapshot of the bridge. */
    public BridgeStatus status(long nowNanos) {
        throw new UnsupportedOperationException();
    }

    /** A snapshot of a port. */
    public PortStatus portStatus(int number, long nowNanos) {
        throw new UnsupportedOperationException();
    }

    /** The numbers of all ports, ascending. */
    public int[] portNumbers() {
        throw new UnsupportedOperationException();
    }

    /** The role of a port, without making a snapshot. */
    public PortRole role(int number) {
        throw new UnsupportedOperationException();
    }

    /** The gate of a port, without making a snapshot. */
    public PortState state(int number) {
        throw new UnsupportedOperationException();
    }

    /** Whether a port is an edge port now, without making a snapshot. */
    public boolean operEdge(int number) {
        throw new UnsupportedOperationException();
    }

    /** The root bridge in force. */
    public BridgeId rootId() {
        throw new UnsupportedOperationException();
    }

    /** The cost of the way to the root, 0 on the root. */
    public long rootPathCost() {
        throw new UnsupportedOperationException();
    }

    /** The root port, 0 on the root. */
    public int rootPort() {
        throw new UnsupportedOperationException();
    }
}
