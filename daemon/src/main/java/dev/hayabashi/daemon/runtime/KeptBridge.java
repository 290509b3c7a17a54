package dev.hayabashi.daemon.runtime;

import dev.hayabashi.bridgecore.KeptMulticast;
import dev.hayabashi.stp.FlushCause;
import dev.hayabashi.tapio.KeptPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that a bridge knows and its configuration does not, for the process that goes on with it. Plain values, fit for JSON.
 *
 * @param name name of the bridge
 * @param templates its ports that stand for many; their listening sockets go over ahead of the descriptors of all ports
 * @param ports its ports in the order in which they were added, the gateway's and the clients of templates among them
 * @param addresses what it has learned, see {@link KeptAddresses}
 * @param tree {@link dev.hayabashi.stp.SpanningTree#state}; null when none runs
 * @param counters {@link dev.hayabashi.bridgecore.Bridge#keepCounters()}
 * @param multicast {@link dev.hayabashi.bridgecore.Bridge#keepMulticast}; null without snooping
 * @param flushes how often the tree has had addresses forgotten, by cause
 */
@SuppressWarnings("ArrayRecordComponent") // written to and read from the hand-over, never compared
public record KeptBridge(
        String name,
        List<String> templates,
        List<Member> ports,
        byte[] addresses,
        Map<String, Long> counters,
        @Nullable Map<String, @Nullable Object> tree,
        @Nullable KeptMulticast multicast,
        Map<FlushCause, Long> flushes) {
    /**
     * A port.
     *
     * @param name name of the port
     * @param number its number on the bridge
     * @param counters what it has counted
     * @param device its device
     * @param template name of the template that it is a client of; empty for other ports
     */
    public record Member(
            String name, int number, Map<String, Long> counters, KeptPort device, Optional<String> template) {}
}
