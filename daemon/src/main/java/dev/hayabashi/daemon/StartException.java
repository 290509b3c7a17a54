package dev.hayabashi.daemon;

/** The daemon cannot start: why, and what to do. Nothing is left behind. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String hint;

    public StartException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    /** What to do about it; may be empty. */
    public String hint() {
        return hint;
    }
}
