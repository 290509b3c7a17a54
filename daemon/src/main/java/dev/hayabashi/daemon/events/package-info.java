/**
 * What happened, in order: state and role changes, guards, topology changes, station moves, leases, links, configuration.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>Each thread that has something to tell owns an {@link dev.hayabashi.daemon.events.EventSource}, which holds back floods: a
 * hostile guest decides how often a station moves, and may not decide what else the journal has room for. What passes goes
 * into the {@link dev.hayabashi.daemon.events.EventJournal}, a ring of immutable records with sequence numbers.
 *
 * <p>Nothing is pushed to a reader. A reader keeps the sequence number that it wants next and asks for what there is, so a
 * slow one costs the writer nothing: it finds that the ring has gone on without it, and is told how many records it lost. A
 * reader that comes back after a break names the last number it saw.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.daemon.events;
