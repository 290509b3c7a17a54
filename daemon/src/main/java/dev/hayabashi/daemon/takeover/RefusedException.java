package dev.hayabashi.daemon.takeover;

/** There will be no hand-over; the running daemon goes on as it was. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String hint;

    /** @param hint what to do about it; may be empty */
    public RefusedException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    /** What to do about it. */
    public String hint() {
        return hint;
    }
}
