package dev.hayabashi.tapio.sys;

/** ENODEV, ENOENT or ENXIO: the netdev, namespace or file is not there. */
public final class MissingDeviceException extends NativeCallException {
    private static final long serialVersionUID = 1L;

    MissingDeviceException(String call, String device, int code, String detail, String hint) {
        super(call, device, code, detail, hint);
    }
}
