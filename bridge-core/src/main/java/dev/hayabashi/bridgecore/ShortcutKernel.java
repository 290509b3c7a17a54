package dev.hayabashi.bridgecore;

/**
 * Puts {@link Shortcut}s in place. All methods are called on the event loop that owns the bridge and return at once; what they ask
 * for is done elsewhere, in the order in which it was asked, and answered on the loop by {@link Shortcuts#opened}, {@link
 * Shortcuts#refused}, {@link Shortcuts#counted} and {@link Shortcuts#closed}.
 */
public interface ShortcutKernel {
    /** Whether there can be a shortcut from a port to another, as far as the bridge itself cannot tell. */
    boolean joins(BridgePort in, BridgePort out);

    /** Asks for a shortcut; the answer is opened or refused. */
    void open(Shortcut shortcut);

    /** Asks for its end, also of one that has not been answered for yet; the answer is closed. */
    void close(Shortcut shortcut);

    /** Asks for what the kernel has counted of all open ones; the answers are counted. */
    void count();
}
