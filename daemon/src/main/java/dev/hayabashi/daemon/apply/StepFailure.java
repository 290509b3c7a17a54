package dev.hayabashi.daemon.apply;

/** A step that could not be taken: what, why, and what to do. */
public final class StepFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String hint;

    public StepFailure(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    /** What to do about it; may be empty. */
    public String hint() {
        return hint;
    }
}
