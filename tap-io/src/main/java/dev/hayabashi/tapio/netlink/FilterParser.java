package dev.hayabashi.tapio.netlink;

import java.util.Arrays;
import java.util.Optional;

/** Turns RTM_NEWTFILTER into {@link TrafficControl.Filter}. */
final class FilterParser {
    private static final int INFO_OFFSET = 16;

    private final String bridge;
    private String classifier = "";
    private byte[] cookie = {};
    private boolean hasAction;
    private ActionStatistics statistics = ActionStatistics.NONE;

    private FilterParser(String bridge) {
        this.bridge = bridge;
    }

    /** Empty for the messages about a classifier's inner tables, which come with every u32 filter. */
    static Optional<TrafficControl.Filter> parse(MessageWalk walk, String bridge) {
        int priority = walk.buffer().getInt(walk.body() + INFO_OFFSET) >>> 16;
        FilterParser parser = new FilterParser(bridge);
        Attributes attributes = walk.attributes(Rtnl.TCMSG_BYTES);
        while (attributes.next()) {
            switch (attributes.type()) {
                case Rtnl.TCA_KIND -> parser.classifier = attributes.string();
                case Rtnl.TCA_OPTIONS -> parser.takeOptions(attributes.nested());
                default -> {
                    // Chain, block and statistics of the classifier itself.
                }
            }
        }
        return parser.result(priority);
    }

    private void takeOptions(Attributes options) {
        int actions = classifier.equals("matchall") ? Rtnl.TCA_MATCHALL_ACT : Rtnl.TCA_U32_ACT;
        while (options.next()) {
            if (options.type() == actions) {
                Attributes each = options.nested();
                while (each.next()) {
                    takeAction(each.nested());
                }
            }
        }
    }

    private void takeAction(Attributes action) {
        hasAction = true;
        while (action.next()) {
            switch (action.type()) {
                case Rtnl.TCA_ACT_COOKIE -> cookie = action.bytes();
                case Rtnl.TCA_ACT_STATS -> statistics = ActionStatistics.parse(action.nested());
                default -> {
                    // Kind and parameters are not looked at.
                }
            }
        }
    }

    private Optional<TrafficControl.Filter> result(int priority) {
        if (!hasAction && classifier.equals("u32")) {
            return Optional.empty();
        }
        boolean withQdisc = Arrays.equals(cookie, RedirectCookie.of(bridge, true));
        boolean without = Arrays.equals(cookie, RedirectCookie.of(bridge, false));
        return Optional.of(new TrafficControl.Filter(
                priority,
                classifier,
                priority == TrafficControl.PRIORITY && (withQdisc || without),
                Arrays.equals(cookie, RedirectCookie.ofShortcut(bridge)),
                withQdisc,
                statistics.frames(),
                statistics.bytes(),
                statistics.drops()));
    }
}
