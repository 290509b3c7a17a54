package dev.hayabashi.cli;

/** Exit codes of every command. */
public final class ExitCode {
    /** Done. */
    public static final int DONE = 0;

    /** The input was right, the deed failed. */
    public static final int FAILED = 1;

    /** The input is wrong: arguments, a file, a request that the daemon refused as malformed. */
    public static final int BAD_INPUT = 2;

    private ExitCode() {}
}
