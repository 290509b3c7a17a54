package dev.hayabashi.services.dhcp;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that were offered and not yet asked for. They are only in memory: a DISCOVER waits for no disk, and after a
 * crash the client simply asks again. One offer per client and per address, so their number is bounded by the pool.
 */
final class Offers {
    /**
     * An offer.
     *
     * @param madeNanos when it was made or made again
     */
    record Offer(int address, ClientKey key, String port, long madeNanos) {}

    // In the order of their making, which is the order of their ending too.
    private final Map<Integer, Offer> byAddress = new LinkedHashMap<>();
    private final Map<ClientKey, Offer> byKey = new HashMap<>();
    private final Map<String, Integer> perPort = new HashMap<>();

    @Nullable Offer at(int address) {
        return byAddress.get(address);
    }

    @Nullable Offer of(ClientKey key) {
        return byKey.get(key);
    }

    int on(String port) {
        return perPort.getOrDefault(port, 0);
    }

    Set<Integer> addresses() {
        return byAddress.keySet();
    }

    int size() {
        return byAddress.size();
    }

    /** Makes an offer; an earlier one to the same client is withdrawn. */
    void put(Offer offer) {
        Offer earlier = byKey.get(offer.key());
        if (earlier != null) {
            remove(earlier);
        }
        byAddress.put(offer.address(), offer);
        byKey.put(offer.key(), offer);
        perPort.merge(offer.port(), 1, Integer::sum);
    }

    void remove(Offer offer) {
        if (byAddress.remove(offer.address(), offer)) {
            byKey.remove(offer.key(), offer);
            perPort.computeIfPresent(offer.port(), (port, count) -> count > 1 ? count - 1 : null);
        }
    }

    /** Withdraws what the client was offered, if anything. */
    void removeOf(ClientKey key) {
        Offer offer = byKey.get(key);
        if (offer != null) {
            remove(offer);
        }
    }

    /** The oldest offer, or null. */
    @Nullable Offer oldest() {
        Iterator<Offer> offers = byAddress.values().iterator();
        return offers.hasNext() ? offers.next() : null;
    }

    /** Withdraws the offers that were made before {@code nanos}. */
    void removeMadeBefore(long nanos) {
        for (Offer offer = oldest(); offer != null && offer.madeNanos() < nanos; offer = oldest()) {
            remove(offer);
        }
    }

    void clear() {
        byAddress.clear();
        byKey.clear();
        perPort.clear();
    }
}
