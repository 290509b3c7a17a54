package dev.hayabashi.daemon.gateway;

/** A gateway cannot be set up: what failed, why, and what to do. */
public final class GatewayException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String hint;

    public GatewayException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    public GatewayException(String message, String hint, Throwable cause) {
        super(message, cause);
        this.hint = hint;
    }

    /** What to do about it; may be empty. */
    public String hint() {
        return hint;
    }
}
