package dev.hayabashi.tapio.sys;

import java.util.List;
import java.util.stream.Collectors;

/** EBUSY: somebody else holds the only plug of a TAP. */
public final class DeviceBusyException extends NativeCallException {
    private static final long serialVersionUID = 1L;

    private final transient List<TunHolder> holders;

    DeviceBusyException(String call, String device, int code, String detail, String hint, List<TunHolder> holders) {
        super(call, device, code, detail, holders.isEmpty() ? hint : heldBy(holders) + "; " + hint);
        this.holders = List.copyOf(holders);
    }

    /**
     * For something that we found to be in use without asking the kernel.
     *
     * @param device what is in use
     * @param why one clause
     */
    public static DeviceBusyException of(String device, String why, List<TunHolder> holders, String hint) {
        return new DeviceBusyException("opening", device, Errno.EBUSY.code(), why, hint, holders);
    }

    private static String heldBy(List<TunHolder> holders) {
        return "held by " + holders.stream().map(TunHolder::toString).collect(Collectors.joining(", "));
    }

    /** The processes that hold the device; empty when none could be found (another PID namespace, or no right to look). */
    public List<TunHolder> holders() {
        return holders;
    }
}
