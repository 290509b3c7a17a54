/**
 * Makes a running daemon be what a configuration says, all or nothing, without touching what did not change.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>{@link dev.hayabashi.daemon.apply.Planner} compares what runs with what is wanted and lays out a {@link
 * dev.hayabashi.daemon.apply.Plan}: what a person is shown, and {@link dev.hayabashi.daemon.apply.Step}s in the order in which
 * they are taken. What may fail and disturbs nobody comes first (opening new devices), then what changes while frames flow, then
 * what has to close something. {@link dev.hayabashi.daemon.apply.Applier} takes the steps on a {@link
 * dev.hayabashi.daemon.apply.Plant}; when one fails it takes back the ones before it, the last first. Each step knows its
 * opposite, so that "taking back" is no other code than taking.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.daemon.apply;
