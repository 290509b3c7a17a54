package dev.hayabashi.stp;

/**
 * What the engine asks of the bridge around it. All calls come on the thread that called the engine, in the middle of one of
 * its methods, and must return at once. They must not throw, and must not call the engine back, with two exceptions:
 * {@link #transmit} may hand the frame straight to another engine, or (a reflecting cable) to
 * {@link SpanningTree#received} of the same engine, which then queues it; and {@link #event} may call anything.
 */
public interface StpHost {
    /**
     * Sends a BPDU. Frames leave after every gate they depend on has been set.
     *
     * @param portNumber the port
     * @param frame a complete Ethernet frame without FCS, from index 0. <b>The array is reused</b>: copy or write it before
     *     returning
     * @param length octets to send: 60, padded with zeros
     */
    void transmit(int portNumber, byte[] frame, int length);

    /**
     * Sets the gate of a port. When this returns, the data plane already obeys: agreements are sent on the strength of it.
     *
     * @param portNumber the port
     * @param state what the data plane may do from now on
     */
    void setPortState(int portNumber, PortState state);

    /**
     * Removes all dynamic filtering entries of a port at once; static and local entries stay.
     *
     * @param portNumber the port
     * @param cause for the counter
     */
    void flush(int portNumber, FlushCause cause);

    /**
     * An old root port hands over to one that was its alternate: addresses learned on the old one are now behind the new one
     * (802.1D-2004 17.11). Optional; comes before the flush of the old port. Doing nothing costs a burst of flooding.
     *
     * @param fromPort the old root port
     * @param toPort the new root port
     */
    default void moveAddresses(int fromPort, int toPort) {}

    /**
     * STP mode ages instead of flushing: entries older than this are to be dropped while a topology change lasts.
     *
     * @param seconds the forward delay in force, or 0 to go back to the configured ageing time
     */
    default void setShortAgeing(int seconds) {}

    /**
     * Something happened that an operator wants to know. Delivered in order when the machines are at rest.
     *
     * @param event the event
     */
    default void event(StpEvent event) {}
}
