package dev.hayabashi.tapio.netlink;

import dev.hayabashi.tapio.sys.NativeCallException;
import java.util.Map;

/** The shortcuts of one bridge in the kernel; {@link ShortcutFilters} says what they are made of. */
public interface ShortcutTable {
    /**
     * Where a shortcut is.
     *
     * @param from index of the netdev whose frames are to take it
     * @param to index of the netdev that they leave by
     * @param ours index of the netdev that everything else goes to
     * @param slot 0 to {@link ShortcutFilters#SLOTS} - 1, one shortcut of {@code from} each
     * @param source 48-bit address
     * @param destination 48-bit address
     */
    record Way(int from, int to, int ours, int slot, long source, long destination) {}

    /**
     * What the kernel has counted at a shortcut's action.
     *
     * @param frames frames; a segmentation super-frame of a TAP counts as none
     * @param bytes their bytes without the Ethernet header, those of super-frames included
     * @param bound filters that still lead there
     */
    record Count(long frames, long bytes, int bound) {}

    /**
     * Puts a shortcut in place: frames take it when this returns.
     *
     * @return index of its action
     * @throws NativeCallException when the kernel refuses; nothing is left then
     */
    int add(Way way);

    /**
     * Takes the filters of a shortcut away: no frame takes it from here on, but for those that are on their way. Those that are not there, or
     * whose netdev is not, are fine.
     *
     * @throws NativeCallException when the kernel keeps them: frames still take it
     */
    void removeFilters(Way way);

    /** Takes the action away; false while something is bound to it. One that is not there is fine. */
    boolean removeAction(int index);

    /** What was counted at all actions of this bridge's shortcuts, by index. */
    Map<Integer, Count> counts();
}
