package dev.hayabashi.tapio.sys;

/** EPERM or EACCES: a capability, a file mode or an owner stands in the way. */
public final class MissingPermissionException extends NativeCallException {
    private static final long serialVersionUID = 1L;

    MissingPermissionException(String call, String device, int code, String detail, String hint) {
        super(call, device, code, detail, hint);
    }
}
