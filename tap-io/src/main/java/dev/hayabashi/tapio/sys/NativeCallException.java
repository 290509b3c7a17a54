package dev.hayabashi.tapio.sys;

import java.util.Locale;

/** A system call or a netlink request failed; carries errno, the call and what it was for. */
public abstract sealed class NativeCallException extends TapIoException
        permits DeviceBusyException, MissingPermissionException, MissingDeviceException, RefusedCallException {
    private static final long serialVersionUID = 1L;

    private final Errno errno;
    private final int code;
    private final String call;

    NativeCallException(String call, String device, int code, String detail, String hint) {
        super(device, describe(call, device, code, detail), hint);
        this.call = call;
        this.code = code;
        this.errno = Errno.of(code);
    }

    /**
     * Makes the exception that fits {@code code}.
     *
     * @param call name of the system call, ioctl or netlink message, such as {@code TUNSETIFF}
     * @param device what the call was about, such as {@code vm0} or {@code /dev/net/tun}
     * @param code positive errno
     */
    public static NativeCallException of(String call, String device, int code) {
        return of(call, device, code, "");
    }

    /** As {@link #of(String, String, int)}, with the kernel's own words about the failure. */
    public static NativeCallException of(String call, String device, int code, String detail) {
        String hint = Hints.of(call, device, Errno.of(code));
        return switch (Errno.of(code)) {
            case EBUSY -> new DeviceBusyException(call, device, code, detail, hint, TunHolders.of(device));
            case EPERM, EACCES -> new MissingPermissionException(call, device, code, detail, hint);
            case ENODEV, ENOENT, ENXIO -> new MissingDeviceException(call, device, code, detail, hint);
            default -> new RefusedCallException(call, device, code, detail, hint);
        };
    }

    private static String describe(String call, String device, int code, String detail) {
        Errno errno = Errno.of(code);
        String name = errno == Errno.UNKNOWN ? "errno " + code : errno.name();
        String reason = detail.isEmpty() ? errno.text() : detail.toLowerCase(Locale.ROOT);
        return device + ": " + call + " failed with " + name + " (" + reason + ")";
    }

    /** The errno by name. */
    public Errno errno() {
        return errno;
    }

    /** The errno's number, also when it has no name here. */
    public int code() {
        return code;
    }

    /** The system call, ioctl or netlink message that failed. */
    public String call() {
        return call;
    }
}
