/**
 * Follows single frames through a bridge and puts each decision into words.
 *
 * <p>A {@link dev.hayabashi.daemon.trace.TraceRecorder} is a {@link dev.hayabashi.bridgecore.FrameObserver}: the bridge itself tells it
 * what it decides. For a made-up frame the bridge is a stand-in that {@link dev.hayabashi.bridgecore.Rehearsal} makes; for a live
 * trace it is the bridge at work, and {@link dev.hayabashi.daemon.trace.LiveTrace} picks the frames of one station.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.daemon.trace;
