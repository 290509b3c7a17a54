package dev.hayabashi.cli;

/** Ends a command with a message, a hint and an exit code. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String hint;
    private final boolean verbatim;

    public CommandFailure(int exitCode, String message, String hint) {
        this(exitCode, message, hint, false);
    }

    private CommandFailure(int exitCode, String message, String hint, boolean verbatim) {
        super(message);
        this.exitCode = exitCode;
        this.hint = hint;
        this.verbatim = verbatim;
    }

    /** A failure whose lines begin with a place in a file, as editors expect it, and not with the program's name. */
    public static CommandFailure inFile(int exitCode, String lines) {
        return new CommandFailure(exitCode, lines, "", true);
    }

    /** The message as it is to be printed. */
    public String printed() {
        return verbatim ? String.valueOf(getMessage()) : "hayabashi: " + getMessage();
    }

    /** One of {@link ExitCode}. */
    public int exitCode() {
        return exitCode;
    }

    /** What to do about it; may be empty. */
    public String hint() {
        return hint;
    }
}
