package dev.hayabashi.bridgecore;

import java.util.List;

/** Protections of a port with one thing switched on. */
final class Protections {
    private Protections() {}

    static PortProtection storm(RateLimit each) {
        return new PortProtection(
                new StormLimits(each, each, each), RateLimit.NONE, RateLimit.NONE, false, List.of(), false, false);
    }

    static PortProtection ingress(RateLimit limit) {
        return new PortProtection(StormLimits.NONE, limit, RateLimit.NONE, false, List.of(), false, false);
    }

    static PortProtection egress(RateLimit limit) {
        return new PortProtection(StormLimits.NONE, RateLimit.NONE, limit, false, List.of(), false, false);
    }

    static PortProtection sourceGuard(Integer... addresses) {
        return new PortProtection(
                StormLimits.NONE, RateLimit.NONE, RateLimit.NONE, true, List.of(addresses), false, false);
    }

    static PortProtection loopDetection() {
        return new PortProtection(StormLimits.NONE, RateLimit.NONE, RateLimit.NONE, false, List.of(), true, false);
    }

    static PortProtection transparent() {
        return new PortProtection(StormLimits.NONE, RateLimit.NONE, RateLimit.NONE, false, List.of(), false, true);
    }
}
