package dev.hayabashi.daemon.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way of one frame through a bridge.
 *
 * @param bridge name of the bridge
 * @param in port that it came in by, or was made to
 * @param live whether the frame was a real one
 * @param time when, ISO 8601
 * @param frame the frame in a phrase
 * @param steps decisions in their order
 * @param egress ports that it went to
 * @param notTo the other ports, each with its reason
 * @param verdict {@code forwarded}, {@code consumed} or {@code dropped}
 * @param reason why it was dropped; null when it was not
 */
public record TraceView(
        String bridge,
        String in,
        boolean live,
        String time,
        String frame,
        List<StepView> steps,
        List<EgressView> egress,
        List<PassedOverView> notTo,
        String verdict,
        @Nullable String reason) {
    /**
     * A decision.
     *
     * @param step stable name: {@code received}, {@code learned}, {@code looked-up}, {@code flooded}, {@code verdict}
     * @param text the decision in words
     */
    public record StepView(String step, String text) {}

    /**
     * A copy of the frame.
     *
     * @param port where it left
     * @param outcome {@code sent}, {@code queued} or {@code dropped}
     * @param reason why it was dropped; null when it was not
     */
    public record EgressView(
            String port, String outcome, @Nullable String reason) {}

    /**
     * A port that the frame does not leave by.
     *
     * @param port its name
     * @param why in words
     */
    public record PassedOverView(String port, String why) {}
}
