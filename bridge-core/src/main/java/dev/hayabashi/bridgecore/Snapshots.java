package dev.hayabashi.bridgecore;

import dev.hayabashi.stp.PortState;
import java.util.ArrayList;
import java.util.List;

/** Takes pictures of a bridge that may leave its event loop. */
final class Snapshots {
    private final RelayState state;

    Snapshots(RelayState state) {
        this.state = state;
    }

    BridgeSnapshot all(boolean withMacEntries, long nowNanos) {
        BridgePort[] ports = state.ports.all();
        List<PortSnapshot> portSnapshots = new ArrayList<>(ports.length);
        for (BridgePort port : ports) {
            portSnapshots.add(port(port));
        }
        List<BridgeSnapshot.MacEntry> entries = new ArrayList<>();
        if (withMacEntries) {
            state.macTable.forEach(
                    nowNanos,
                    (key, port, type, age) -> entries.add(new BridgeSnapshot.MacEntry(
                            key & MacAddress.BROADCAST, port, type, age, PackedEntry.vlanOf(key))));
        }
        return bridge(portSnapshots, entries);
    }

    BridgeSnapshot withoutPorts() {
        return bridge(List.of(), List.of());
    }

    /** A frame that somebody has received already is counted: whoever sent it is waited for. */
    private BridgeSnapshot bridge(List<PortSnapshot> portSnapshots, List<BridgeSnapshot.MacEntry> entries) {
        state.board.relays.settle();
        return new BridgeSnapshot(
                state.settings,
                portSnapshots,
                entries,
                state.macTable.learnedCount(),
                state.macTable.moves(),
                state.macTable.evictions(),
                state.ledger.fates(state.board.relayed()),
                state.ledger.copies(state.ports.all(), state.board.relayed()),
                multicast(),
                state.shortcuts == null ? BridgeSnapshot.ShortcutTotals.NONE : state.shortcuts.totals(),
                state.ledger.drops());
    }

    private BridgeSnapshot.Multicast multicast() {
        MulticastSnooper snooper = state.snooper;
        return snooper == null
                ? new BridgeSnapshot.Multicast(0, 0)
                : new BridgeSnapshot.Multicast(snooper.groupCount(), snooper.refusedJoins());
    }

    PortSnapshot port(BridgePort port) {
        state.board.relays.settle();
        return new PortSnapshot(
                port.settings(),
                port.isLinkUp(),
                port.isHeld() && port.state() != PortState.DISABLED ? PortState.DISCARDING : port.state(),
                port.isHeld(),
                port.queue().size(),
                state.macTable.learnedCount(port.number()),
                port.statistics(),
                port.io().kernelDrops());
    }
}
