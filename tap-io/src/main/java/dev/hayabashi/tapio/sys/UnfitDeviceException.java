package dev.hayabashi.tapio.sys;

/** A netdev of the wanted name exists and cannot serve as this port; nothing was changed on it. */
public final class UnfitDeviceException extends TapIoException {
    private static final long serialVersionUID = 1L;

    /**
     * @param device the netdev
     * @param why what is wrong with it, such as {@code is a multi-queue TAP}
     * @param hint what to do
     */
    public UnfitDeviceException(String device, String why, String hint) {
        super(device, device + " " + why, hint);
    }
}
