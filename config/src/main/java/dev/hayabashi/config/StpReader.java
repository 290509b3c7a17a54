package dev.hayabashi.config;

import dev.hayabashi.config.Node.Entry;
import dev.hayabashi.config.Node.Mapping;
import dev.hayabashi.config.Node.Scalar;
import java.util.List;

/** Reads {@code stp}, a map or the mode alone, and checks the times against each other (802.1D-2004 17.14). */
final class StpReader {
    private static final int RSTP_MAX_HELLO = 2;

    private StpReader() {}

    /** Makes {@code stp: off} what it is short for. */
    static Node expand(Node node) {
        return node instanceof Scalar s && !s.isNull()
                ? new Mapping(s.at(), List.of(new Entry(s.at(), Keys.STP_MODE.name(), s)))
                : node;
    }

    static StpConfig read(Fields<StpConfig> in, StpConfig base, Problems problems) {
        StpConfig stp = new StpConfig(
                in.get(Keys.STP_MODE, base),
                in.get(Keys.STP_PRIORITY, base),
                in.get(Keys.HELLO_TIME, base),
                in.get(Keys.MAX_AGE, base),
                in.get(Keys.FORWARD_DELAY, base),
                in.get(Keys.TX_HOLD_COUNT, base),
                in.get(Keys.PATH_COST_METHOD, base),
                in.get(Keys.ERR_DISABLE_RECOVERY, base),
                in.get(Keys.RESERVED, base));
        timesIfKnown(in, stp, problems);
        if (stp.reserved() == ReservedPolicy.TRANSPARENT && stp.mode() != StpMode.OFF && !in.isBroken(Keys.STP_MODE)) {
            problems.add(
                    in.at(Keys.RESERVED),
                    "'reserved: transparent' needs stp mode off, not " + Types.word(stp.mode()),
                    "a bridge that relays BPDUs cannot take part in spanning tree");
        }
        return stp;
    }

    /** Reads the times and the transmit hold count alone; the rest is that of {@code base}. */
    static StpConfig readTimers(Fields<StpConfig> in, StpConfig base, Problems problems) {
        StpConfig stp = new StpConfig(
                base.mode(),
                base.priority(),
                in.get(Keys.HELLO_TIME, base),
                in.get(Keys.MAX_AGE, base),
                in.get(Keys.FORWARD_DELAY, base),
                in.get(Keys.TX_HOLD_COUNT, base),
                base.pathCostMethod(),
                base.errDisableRecoverySeconds(),
                base.reserved());
        timesIfKnown(in, stp, problems);
        return stp;
    }

    private static void timesIfKnown(Fields<StpConfig> in, StpConfig stp, Problems problems) {
        if (!in.isBroken(Keys.HELLO_TIME) && !in.isBroken(Keys.MAX_AGE) && !in.isBroken(Keys.FORWARD_DELAY)) {
            times(in, stp, problems);
        }
    }

    private static void times(Fields<StpConfig> in, StpConfig stp, Problems problems) {
        int hello = stp.helloTimeSeconds();
        int maxAge = stp.maxAgeSeconds();
        int delay = stp.forwardDelaySeconds();
        if (stp.mode() == StpMode.RSTP && hello > RSTP_MAX_HELLO && !in.isBroken(Keys.STP_MODE)) {
            problems.add(
                    in.at(Keys.HELLO_TIME), "'hello-time' must be 1 or 2 in mode rstp, not " + hello, "use mode stp");
            return;
        }
        if (2 * (delay - 1) < maxAge) {
            problems.add(
                    in.at(in.has(Keys.FORWARD_DELAY) ? Keys.FORWARD_DELAY : Keys.MAX_AGE),
                    "2 x (forward-delay - 1) must be at least max-age, but 2 x (" + delay + " - 1) is less than "
                            + maxAge,
                    "raise forward-delay to " + ((maxAge + 1) / 2 + 1) + " or lower max-age to " + 2 * (delay - 1));
        }
        if (maxAge < 2 * (hello + 1)) {
            problems.add(
                    in.at(in.has(Keys.MAX_AGE) ? Keys.MAX_AGE : Keys.HELLO_TIME),
                    "max-age must be at least 2 x (hello-time + 1), but " + maxAge + " is less than 2 x (" + hello
                            + " + 1)",
                    "raise max-age to " + 2 * (hello + 1) + " or lower hello-time to " + (maxAge / 2 - 1));
        }
    }
}
