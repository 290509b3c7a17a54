package dev.hayabashi.daemon.observe;

import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.daemon.observe.TimelineEntry.What;
import dev.hayabashi.services.wire.Ipv4;
import java.util.LinkedHashMap;
import java.util.Map;

/** Puts the DHCP messages of clients into the timelines of their ports, and measures how long a client waits for its ACK. */
final class DhcpNotes {
    /** Clients whose DISCOVER is remembered; a guest that makes up addresses pushes out others', and no more. */
    private static final int MAX_WAITING = 1024;

    private final BridgeWatch watch;
    private final LatencyHistogram discoverToAck = new LatencyHistogram();
    // By client, the longest waiting first.
    private final Map<Long, Long> firstDiscoverNanos = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
            return size() > MAX_WAITING;
        }
    };

    DhcpNotes(BridgeWatch watch) {
        this.watch = watch;
    }

    void note(int portNumber, String type, long client, int address, long nowNanos) {
        String with = address == 0 ? " from " : " of " + Ipv4.format(address) + " to ";
        watch.note(portNumber, What.DHCP, type + with + MacAddress.format(client), nowNanos);
        if (type.equals("DISCOVER")) {
            firstDiscoverNanos.putIfAbsent(client, nowNanos);
        } else if (type.equals("ACK")) {
            Long since = firstDiscoverNanos.remove(client);
            if (since != null) {
                discoverToAck.record(nowNanos - since);
            }
        }
    }

    LatencyHistogram.Copy discoverToAck() {
        return discoverToAck.copy();
    }
}
