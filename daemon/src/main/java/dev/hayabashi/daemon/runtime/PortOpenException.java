package dev.hayabashi.daemon.runtime;

/** A port's device cannot be had: what failed, why (with errno's name where the kernel said no), and what to do. */
public final class PortOpenException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String hint;

    public PortOpenException(String message, String hint, Throwable cause) {
        super(message, cause);
        this.hint = hint;
    }

    /** What to do about it; may be empty. */
    public String hint() {
        return hint;
    }
}
