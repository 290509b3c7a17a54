package dev.hayabashi.bridgecore;

import dev.hayabashi.stp.PortState;

/**
 * A port at one moment.
 *
 * @param settings its settings
 * @param linkUp whether it has carrier
 * @param state state of its gate; discarding while loop detection keeps it shut
 * @param loopDetected whether loop detection keeps it shut
 * @param queuedFrames frames that wait for the receiver
 * @param learnedAddresses addresses learned on it
 * @param statistics its counters
 * @param kernelDrops frames that the kernel lost at it, which are in no other counter
 */
public record PortSnapshot(
        PortSettings settings,
        boolean linkUp,
        PortState state,
        boolean loopDetected,
        int queuedFrames,
        int learnedAddresses,
        PortStatistics statistics,
        KernelDrops kernelDrops) {}
