package dev.hayabashi.tapio.sys;

/**
 * A port could not be set up, changed or removed. The message is one line that says what failed on which device, why,
 * and what to do; {@link #hint()} is the last part alone.
 */
public abstract sealed class TapIoException extends RuntimeException permits NativeCallException, UnfitDeviceException {
    private static final long serialVersionUID = 1L;

    private final String device;
    private final String hint;

    TapIoException(String device, String what, String hint) {
        super(hint.isEmpty() ? what : what + "; " + hint);
        this.device = device;
        this.hint = hint;
    }

    /** Name of the netdev, file or namespace that the trouble is with. */
    public String device() {
        return device;
    }

    /** What to do about it, or an empty string. */
    public String hint() {
        return hint;
    }
}
