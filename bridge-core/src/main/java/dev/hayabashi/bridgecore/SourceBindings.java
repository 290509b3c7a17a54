package dev.hayabashi.bridgecore;

import java.util.Arrays;
import java.util.List;

/**
 * The IP addresses that are behind a port: IPv4 addresses from configuration and leases, IPv6 addresses as they were first seen.
 * Kept for every port, guarded or not, so that a guard can be switched on under a running guest.
 */
final class SourceBindings {
    /** IPv6 addresses of one port: link-local, stable and temporary ones of a few prefixes. */
    static final int MAX_IPV6 = 32;

    private int[] configured = {};
    private int[] leased = {};
    private final long[] ipv6 = new long[2 * MAX_IPV6];
    private int ipv6Count;

    /** The same bindings, to be changed without consequences. */
    SourceBindings copy() {
        SourceBindings copy = new SourceBindings();
        copy.configured = configured;
        copy.leased = leased;
        System.arraycopy(ipv6, 0, copy.ipv6, 0, 2 * ipv6Count);
        copy.ipv6Count = ipv6Count;
        return copy;
    }

    void configure(List<Integer> addresses) {
        configured = addresses.stream().mapToInt(Integer::intValue).sorted().toArray();
    }

    /** Replaces the leased addresses. */
    void lease(int... addresses) {
        leased = addresses.clone();
        Arrays.sort(leased);
    }

    /** Forgets IPv6 addresses: another guest may be plugged in next. */
    void linkDown() {
        ipv6Count = 0;
    }

    boolean has(int address) {
        return Arrays.binarySearch(leased, address) >= 0 || Arrays.binarySearch(configured, address) >= 0;
    }

    boolean has(long high, long low) {
        for (int i = 0; i < ipv6Count; i++) {
            if (ipv6[2 * i] == high && ipv6[2 * i + 1] == low) {
                return true;
            }
        }
        return false;
    }

    /** Binds an IPv6 address; false when the port has as many as it may. */
    boolean bind(long high, long low) {
        if (has(high, low)) {
            return true;
        }
        if (ipv6Count == MAX_IPV6) {
            return false;
        }
        ipv6[2 * ipv6Count] = high;
        ipv6[2 * ipv6Count + 1] = low;
        ipv6Count++;
        return true;
    }
}
