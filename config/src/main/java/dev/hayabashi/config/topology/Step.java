package dev.hayabashi.config.topology;

import dev.hayabashi.config.Position;
import dev.hayabashi.config.StpMode;
import java.util.List;
import java.util.Map;

/**
 * An action and what should come of it.
 *
 * @param action what happens
 * @param title the action as one line of text
 * @param expect roles by bridge, one for each of its ports
 * @param settleSeconds by mode: seconds from the action to the last change of role or state
 * @param loopSeconds by mode: for how many seconds forwarding ports may have formed a cycle
 * @param at where it is written
 */
public record Step(
        Action action,
        String title,
        Map<String, List<Expectation>> expect,
        Map<StpMode, Integer> settleSeconds,
        Map<StpMode, Integer> loopSeconds,
        Position at) {}
