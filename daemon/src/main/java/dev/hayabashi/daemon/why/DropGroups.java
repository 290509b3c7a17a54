package dev.hayabashi.daemon.why;

import dev.hayabashi.bridgecore.DropReason;
import dev.hayabashi.bridgecore.DropRecord;
import dev.hayabashi.daemon.decode.FrameSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Puts like drops of a port together: the same reason while the link was up once. */
final class DropGroups {
    private DropGroups() {}

    /** A dropped frame with its phrase. */
    record Dropped(DropRecord drop, FrameSummary frame) {}

    /**
     * Like drops.
     *
     * @param reason their reason
     * @param since when the link came up that they are counted from
     * @param frames the frames by time
     * @param counted drops for this reason since the port was added
     */
    record Group(DropReason reason, long since, List<Dropped> frames, long counted) {
        DropRecord first() {
            return frames.get(0).drop();
        }

        DropRecord last() {
            return frames.get(frames.size() - 1).drop();
        }

        /** Kinds of frames, the most frequent first. */
        Map<String, Integer> kinds() {
            Map<String, Integer> counts = new LinkedHashMap<>();
            frames.forEach(dropped -> counts.merge(dropped.frame().kind(), 1, Integer::sum));
            return counts.entrySet().stream()
                    .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
        }
    }

    private record Key(DropReason reason, long since) {}

    /** Groups the drops whose frames {@code wanted} picks, those of closed gates first, then by time. */
    static List<Group> of(PortEvidence port, Predicate<FrameSummary> wanted) {
        Map<Key, List<Dropped>> groups = new LinkedHashMap<>();
        for (DropRecord drop : port.drops()) {
            FrameSummary frame = FrameSummary.of(drop.prefix());
            if (wanted.test(frame)) {
                groups.computeIfAbsent(
                                new Key(drop.reason(), port.linkUpBefore(drop.atNanos())), key -> new ArrayList<>())
                        .add(new Dropped(drop, frame));
            }
        }
        long[] counted = port.snapshot().statistics().drops();
        return groups.entrySet().stream()
                .map(entry -> new Group(
                        entry.getKey().reason(),
                        entry.getKey().since(),
                        entry.getValue(),
                        counted[entry.getKey().reason().ordinal()]))
                .sorted(Comparator.comparing((Group group) -> group.reason().stage() != DropReason.Stage.GATE)
                        .thenComparingLong(group -> group.first().atNanos()))
                .toList();
    }
}
