package dev.hayabashi.daemon.capture;

/** A capture filter that cannot be understood; the message says where and what would be right. */
public final class FilterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String hint;

    FilterException(String expression, int column, String problem, String hint) {
        super("filter '" + expression + "', column " + column + ": " + problem);
        this.hint = hint;
    }

    /** What to write instead. */
    public String hint() {
        return hint;
    }
}
