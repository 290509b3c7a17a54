package dev.hayabashi.tapio;

import dev.hayabashi.tapio.sys.TapIoException;

/** Makes ports out of specifications. Opening blocks for a few milliseconds and is for set-up threads. */
public final class PortFactory {
    /**
     * Length of a TAP's queue towards its reader, in frames. The kernel's 500 (1000 with {@code ip tuntap}) is overrun by
     * any unthrottled sender while the reader is scheduled away for a few milliseconds.
     */
    static final int TX_QUEUE_FRAMES = 4096;

    private PortFactory() {}

    /**
     * Sets up the netdevs of a port.
     *
     * @throws TapIoException when it cannot be set up; nothing that was made on the way is left behind
     */
    public static OpenPort open(PortSpec spec) {
        if (spec instanceof PortSpec.TapSpec tap) {
            return TapPort.open(tap);
        }
        if (spec instanceof PortSpec.VmSpec vm) {
            return VmPort.open(vm);
        }
        return NetdevPort.open((PortSpec.NetdevSpec) spec);
    }
}
