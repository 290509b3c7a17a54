package dev.hayabashi.daemon.runtime;

import dev.hayabashi.bridgecore.BucketLimit;
import dev.hayabashi.bridgecore.PortProtection;
import dev.hayabashi.bridgecore.RateLimit;
import dev.hayabashi.bridgecore.StormLimits;
import dev.hayabashi.config.BucketConfig;
import dev.hayabashi.config.Ipv4Range;
import dev.hayabashi.config.LimiterConfig;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.config.PortGuards;
import dev.hayabashi.config.StormConfig;

/** From the guards of the configuration file to what the data plane keeps to. */
final class ProtectionMapping {
    private ProtectionMapping() {}

    static PortProtection of(PortConfig port) {
        PortGuards guards = port.guards();
        StormConfig storm = guards.stormControl();
        return new PortProtection(
                new StormLimits(limit(storm.broadcast()), limit(storm.multicast()), limit(storm.unknownUnicast())),
                limit(guards.rateLimit().rx()),
                limit(guards.rateLimit().tx()),
                guards.ipSourceGuard(),
                guards.sourceAddresses().stream().map(Ipv4Range::first).toList(),
                guards.loopDetection(),
                guards.transparent());
    }

    private static RateLimit limit(StormConfig.Threshold threshold) {
        return RateLimit.perSecond(threshold.frames(), threshold.bytes());
    }

    private static RateLimit limit(LimiterConfig limiter) {
        return new RateLimit(bucket(limiter.bandwidth()), bucket(limiter.ops()));
    }

    private static BucketLimit bucket(BucketConfig bucket) {
        return new BucketLimit(bucket.size(), bucket.oneTimeBurst(), bucket.refillTimeMillis());
    }
}
