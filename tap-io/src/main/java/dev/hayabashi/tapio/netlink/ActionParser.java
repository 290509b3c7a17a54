package dev.hayabashi.tapio.netlink;

import java.util.Arrays;
import java.util.Map;

/** Turns one action of an RTM_GETACTION dump into {@link ShortcutTable.Count}. */
final class ActionParser {
    private static final int BIND_COUNT_OFFSET = 16;

    private ActionParser() {}

    /** Enters the action under its index, when it has this cookie. */
    static void parse(Attributes action, byte[] cookie, Map<Integer, ShortcutTable.Count> into) {
        boolean ours = false;
        int index = 0;
        int bound = 0;
        ActionStatistics statistics = ActionStatistics.NONE;
        while (action.next()) {
            switch (action.type()) {
                case Rtnl.TCA_ACT_COOKIE -> ours = Arrays.equals(action.bytes(), cookie);
                case Rtnl.TCA_ACT_OPTIONS -> {
                    Attributes options = action.nested();
                    while (options.next()) {
                        if (options.type() == Rtnl.TCA_MIRRED_PARMS) {
                            index = options.intAt(0, 0);
                            bound = options.intAt(BIND_COUNT_OFFSET, 0);
                        }
                    }
                }
                case Rtnl.TCA_ACT_STATS -> statistics = ActionStatistics.parse(action.nested());
                default -> {
                    // Kind, index and the like are known.
                }
            }
        }
        if (ours) {
            into.put(index, new ShortcutTable.Count(statistics.frames(), statistics.bytes(), bound));
        }
    }
}
