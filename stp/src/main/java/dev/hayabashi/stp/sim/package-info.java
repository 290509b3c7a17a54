/**
 * Networks of spanning tree engines in memory and in virtual time: what {@code hayabashi stp simulate} runs, and the proving
 * ground of the engine.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>A {@link dev.hayabashi.stp.sim.SimNetwork} has {@link dev.hayabashi.stp.sim.SimBridge}s, each with a real
 * {@link dev.hayabashi.stp.SpanningTree}, whose {@link dev.hayabashi.stp.sim.SimPort}s are plugged into
 * {@link dev.hayabashi.stp.sim.SimLan}s. A LAN carries every BPDU to all its other ports; with at most two ports plugged in
 * it is point-to-point. There is no clock: time jumps from one tick or arrival to the next.
 *
 * <p>In what order frames arrive is the business of a {@link dev.hayabashi.stp.sim.Delivery}.
 * {@link dev.hayabashi.stp.sim.Delivery#lockStep()} takes no time and keeps the order of sending, with the ticks of all
 * bridges together: textbook behaviour. {@link dev.hayabashi.stp.sim.Delivery#random} delays, duplicates and reorders between
 * links, keeping the order on each receiving port as Ethernet does, and mixes ticks with arrivals: what real machines do.
 *
 * <p>The network watches itself: when a role or state last changed, and for how long forwarding ports formed a cycle.
 * {@link dev.hayabashi.stp.sim.Soak} plays random scenarios on random graphs and compares the outcome with
 * {@link dev.hayabashi.stp.sim.Oracle}, which computes the tree from the wiring alone.
 *
 * <h2>Limits</h2>
 *
 * <p>Only BPDUs travel; data frames are represented by the question whether forwarding ports form a cycle. Everything is
 * deterministic: same calls and same seed, same events.
 */
@NullMarked
package dev.hayabashi.stp.sim;

import org.jspecify.annotations.NullMarked;
