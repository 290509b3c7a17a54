/**
 * What a running bridge notes about itself, so that questions can be answered later: a timeline for each port, events, how long
 * each port took to forward.
 *
 * <p>A {@link dev.hayabashi.daemon.observe.BridgeWatch} belongs to the event loop of its bridge. It hears of what is rare
 * (carriers, roles, states, guards, moves), never of single frames, and everything that it keeps is bounded. Others see copies,
 * made on the loop.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.daemon.observe;
