package dev.hayabashi.cli.simulate;

import java.util.List;
import java.util.OptionalInt;

/**
 * What came of a step.
 *
 * @param number its number, from 1
 * @param title the action as one line
 * @param atSeconds when it happened
 * @param settleSeconds from the action to the last change of role or state
 * @param expectedSettleSeconds what the file says about that for this mode
 * @param loopSeconds for how long forwarding ports formed a cycle
 * @param allowedLoopSeconds what the file says about that for this mode
 * @param bridges the bridges after the step
 * @param failures what is not as expected
 */
record StepResult(
        int number,
        String title,
        long atSeconds,
        long settleSeconds,
        OptionalInt expectedSettleSeconds,
        long loopSeconds,
        OptionalInt allowedLoopSeconds,
        List<BridgeView> bridges,
        List<Failure> failures) {

    /**
     * Something that is not as expected.
     *
     * @param bridge the bridge; empty when it concerns the network
     * @param port the port, 0 when it concerns the network
     * @param what what is compared: {@code role}, {@code settle_s} or {@code loop_s}
     * @param expected as in the file
     * @param actual what came out
     * @param place where the expectation is written, {@code line:column}
     */
    record Failure(String bridge, int port, String what, String expected, String actual, String place) {
        /** {@code B1 port 2: expected A, but it is D (designated, forwarding)}. */
        String text() {
            String who = bridge.isEmpty() ? what : bridge + " port " + port;
            return who + ": expected " + expected + ", but it is " + actual;
        }
    }
}
