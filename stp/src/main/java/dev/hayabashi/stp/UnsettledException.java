package dev.hayabashi.stp;

/**
 * The state machines did not come to rest within the bound of one event. This is a defect of the engine, never of its input;
 * the message lists the event and the last transitions. {@link SpanningTree#restart} brings every port back to discarding.
 */
public final class UnsettledException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    UnsettledException(String message) {
        super(message);
    }
}
