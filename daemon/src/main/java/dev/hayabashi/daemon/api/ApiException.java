package dev.hayabashi.daemon.api;

/** A request that cannot be done; carries the status and the {@link Fault} that the client gets. */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String hint;

    public ApiException(int status, String message, String hint) {
        super(message);
        this.status = status;
        this.hint = hint;
    }

    /** The thing that the request names does not exist. */
    public static ApiException notFound(String message, String hint) {
        return new ApiException(404, message, hint);
    }

    /** The request itself is wrong. */
    public static ApiException badRequest(String message, String hint) {
        return new ApiException(400, message, hint);
    }

    /** The request is right, the world is in the way: a busy TAP, a taken name. */
    public static ApiException conflict(String message, String hint) {
        return new ApiException(409, message, hint);
    }

    /** HTTP status code. */
    public int status() {
        return status;
    }

    /** What the client gets. */
    public Fault fault() {
        return new Fault(String.valueOf(getMessage()), hint);
    }
}
