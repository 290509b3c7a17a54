package dev.hayabashi.stp;

/** A parameter is out of its range, or two parameters exclude each other. Nothing has been changed. */
public final class StpParameterException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String parameter;
    private final String hint;

    /**
     * Creates the exception.
     *
     * @param parameter the name of the parameter as the user writes it, for example {@code hello-time}
     * @param problem what is wrong, with the offending value
     * @param hint what to do: the allowed range, or what to change
     */
    public StpParameterException(String parameter, String problem, String hint) {
        super(parameter + ": " + problem + "; " + hint);
        this.parameter = parameter;
        this.hint = hint;
    }

    /** The name of the parameter as the user writes it. */
    public String parameter() {
        return parameter;
    }

    /** What to do about it. */
    public String hint() {
        return hint;
    }
}
