package dev.hayabashi.bridgecore;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The ports of a bridge, by number and in a row. */
final class PortRegistry {
    private static final BridgePort[] NO_PORTS = {};

    private final @Nullable BridgePort[] byNumber = new @Nullable BridgePort[MacTable.MAX_PORT + 1];
    // Dense, for flooding; replaced and not changed when a port comes or goes.
    private BridgePort[] all = NO_PORTS;

    /** All ports by number; not to be written to. */
    BridgePort[] all() {
        return all;
    }

    /** The port with this number, if there is one. */
    @Nullable BridgePort get(int number) {
        return number >= 1 && number <= MacTable.MAX_PORT ? byNumber[number] : null;
    }

    /** False for a port that was removed, also when another one has its number now. */
    boolean has(BridgePort port) {
        return byNumber[port.number()] == port;
    }

    /** A port with this number or this name, if there is one. */
    @Nullable BridgePort rival(int number, String name) {
        for (BridgePort other : all) {
            if (other.number() == number || other.name().equals(name)) {
                return other;
            }
        }
        return null;
    }

    void add(BridgePort port) {
        BridgePort[] grown = Arrays.copyOf(all, all.length + 1);
        int at = all.length;
        while (at > 0 && grown[at - 1].number() > port.number()) {
            grown[at] = grown[--at];
        }
        grown[at] = port;
        byNumber[port.number()] = port;
        all = grown;
    }

    void remove(BridgePort port) {
        byNumber[port.number()] = null;
        all = Arrays.stream(all).filter(other -> other != port).toArray(BridgePort[]::new);
    }
}
