/**
 * A running bridge: a {@link dev.hayabashi.bridgecore.Bridge}, its spanning tree and its opened ports, tied to one event
 * loop.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>Two threads matter. The <b>event loop</b> owns the bridge, the spanning tree and the descriptors: frames, ticks, carrier
 * changes and everything that reads or writes bridge state run there. The <b>control thread</b> opens and closes devices,
 * which takes system calls that may block, and keeps the list of ports by name; it hops to the event loop for each change
 * and for each snapshot. Nothing is shared between the two but what is handed over in such a hop.
 *
 * <p>The classes lie on either side. {@code RunningBridge} is the control thread's, and {@code BridgeHandOver} is what of it another
 * process may go on with. {@code BridgeOnLoop} is the loop's, with {@code BridgeTree}, {@code SegmentServices}, {@code Seconds}
 * (the clock), and a {@code PortDeliveries} for each port, by which a device reaches the bridge.
 *
 * <p>A port comes to life in this order: its device is made and opened (control thread); it is added to bridge and spanning
 * tree and its descriptor registered (event loop, one turn); its carrier is reported, upon which the spanning tree opens the
 * gate in the same call if it is an edge port. A frame that arrives right after the carrier finds the gate open.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.daemon.runtime;
