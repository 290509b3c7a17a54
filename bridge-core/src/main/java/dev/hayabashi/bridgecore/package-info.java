/**
 * The bridge without its input and output: frames, the MAC table, ports, forwarding.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>A {@link dev.hayabashi.bridgecore.Bridge} belongs to one event loop. The loop reads a burst of frames from a port's
 * descriptor into one reused piece of direct memory and calls {@link dev.hayabashi.bridgecore.Bridge#receive} for each. In that
 * call the frame is
 *
 * <ol>
 *   <li>admitted, or refused for what it is (runt, oversize, group source) or for where it came in;
 *   <li>taken out if it is for the bridge itself (BPDUs) or to a reserved group address;
 *   <li>stopped at the gate of its port unless the port learns, and again after learning unless it forwards;
 *   <li>looked up by destination, or flooded;
 *   <li>written to each egress descriptor straight from the memory that it was read into.
 * </ol>
 *
 * <p>When the call returns the frame's fate is settled, and the memory is free for the next one. The only copy there is goes
 * to a port's bounded {@code EgressQueue}, when its descriptor would block. A port that does not take its frames loses them
 * and delays nobody else.
 *
 * <h2>Every frame has a counted fate</h2>
 *
 * <p>{@code received = relayed + consumed + dropped} holds at any time between two frames, and {@code dropped} is the sum of
 * the {@link dev.hayabashi.bridgecore.DropReason}s of all ports, removed ones included, whose stage is not egress. A relayed frame makes one copy
 * for each egress port, each of which is sent, waits in the queue or is dropped with an egress reason on that port.
 *
 * <h2>Gates</h2>
 *
 * <p>{@link dev.hayabashi.stp.PortState} gates a port. A port starts {@code DISABLED}; the spanning tree, or whoever stands
 * in for it when there is none, opens it. Changing a state takes effect before the call returns, because the spanning tree
 * sends agreements on the strength of it.
 *
 * <h2>Several event loops</h2>
 *
 * <p>All state belongs to the owner. Other loops, if there are any, read what it publishes and take frames between known stations a
 * short way ({@link dev.hayabashi.bridgecore.RelayPath}); they change no state but counters of their own, and hand the owner every
 * frame that is not so simple. {@link dev.hayabashi.bridgecore.Passage} has the argument why what the owner has shut is shut when
 * its call returns. Three rules keep it true. A relay loop reads shared state only inside a passage, and has done all that follows
 * from it when it leaves. The owner changes what relay loops act by in one place, {@code BridgePort.publish}, {@code RelayBoard} or
 * the MAC table, and waits there. Whatever would make the long way end otherwise, or change something, must close the short way in
 * {@code RelayPort.compute} or be tested in {@code RelayPath}.
 *
 * <h2>Time</h2>
 *
 * <p>No clock is read here. Calls that need the time take {@code nowNanos}, from any monotonic origin.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.bridgecore;
