package dev.hayabashi.tapio.drops;

import dev.hayabashi.tapio.netlink.LinkInfo;
import dev.hayabashi.tapio.netlink.LinkStatistics;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/** A counter of frames that the kernel has lost at one place. It only grows. */
public interface DropSource {
    /** Stands for {@link #before} when what was counted before is not known: counting begins with the first look. */
    long UNKNOWN = -1;

    /** Whether its frames were on the way to the port, and not from it. */
    boolean toPort();

    /** What it had counted before the port was there. */
    long before();

    /** What it has counted; empty when that cannot be read now, and keeps what was read last. Never on an event loop. */
    OptionalLong count(KernelLook look);

    /** The netdev whose counters it reads; empty when it reads none. */
    default Optional<Netdev> netdev() {
        return Optional.empty();
    }

    /** A netdev, as {@link LinkInfo} names it. */
    record Netdev(int namespaceId, int ifindex) {
        public static Netdev of(LinkInfo link) {
            return new Netdev(link.namespaceId(), link.ifindex());
        }
    }

    /** Frames that a netdev dropped on their way out: for a TAP those that its reader should have got. */
    static DropSource sending(LinkInfo link, boolean toPort, LinkStatistics before) {
        return new OfNetdev(Netdev.of(link), toPort, LinkStatistics::sendDrops, before.sendDrops());
    }

    /** Frames that a netdev dropped on their way in. */
    static DropSource receiving(LinkInfo link, boolean toPort, LinkStatistics before) {
        return new OfNetdev(Netdev.of(link), toPort, LinkStatistics::receiveDrops, before.receiveDrops());
    }

    /** A counter of a netdev. */
    record OfNetdev(Netdev link, boolean toPort, ToLongFunction<LinkStatistics> counter, long before)
            implements DropSource {
        @Override
        public OptionalLong count(KernelLook look) {
            Optional<LinkStatistics> now = look.of(link.namespaceId(), link.ifindex());
            return now.isPresent() ? OptionalLong.of(counter.applyAsLong(now.get())) : OptionalLong.empty();
        }

        @Override
        public Optional<Netdev> netdev() {
            return Optional.of(link);
        }
    }
}
