package dev.hayabashi.tapio.sys;

/** Any other errno. */
public final class RefusedCallException extends NativeCallException {
    private static final long serialVersionUID = 1L;

    RefusedCallException(String call, String device, int code, String detail, String hint) {
        super(call, device, code, detail, hint);
    }
}
