package dev.hayabashi.cli.simulate;

import dev.hayabashi.config.topology.Expectation;
import dev.hayabashi.stp.PortRole;
import dev.hayabashi.stp.PortState;
import java.util.Optional;

/**
 * A port after a step.
 *
 * @param number its number
 * @param lan what it is plugged into: a LAN's name, {@code 0} for one of its own; empty when its link is down
 * @param role the role
 * @param state the gate
 * @param edge whether it is an edge port
 * @param pathCost the cost in force
 * @param actual role, cost and edge in the notation of topology files
 * @param stateName the gate as the mode calls it
 * @param expected what the file expects; empty when it says nothing
 * @param fits whether it is as expected
 */
record PortView(
        int number,
        Optional<String> lan,
        PortRole role,
        PortState state,
        boolean edge,
        long pathCost,
        String actual,
        String stateName,
        Optional<Expectation> expected,
        boolean fits) {}
