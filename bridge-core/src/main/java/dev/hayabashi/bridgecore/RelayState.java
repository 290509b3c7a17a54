package dev.hayabashi.bridgecore;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the stages of one bridge's frame path share. Fields, because every stage reads them for every frame. */
final class RelayState {
    final BridgeSettings settings;
    final BridgeListener listener;
    final MacTable macTable;
    final PortRegistry ports = new PortRegistry();
    final FrameLedger ledger;

    /** Set while a {@link Rehearsal} walks a made-up frame: nothing that outlives the frame may change. */
    final boolean rehearsal;

    /** What relay loops know; empty while the bridge's event loop is alone. */
    RelayBoard board = RelayBoard.NONE;

    /** Null while the bridge does not filter by VLAN. */
    @Nullable VlanFilter vlans;

    /** Null while the bridge does not snoop on multicast. */
    @Nullable MulticastSnooper snooper;

    /** Null while the bridge has no shortcuts. */
    @Nullable Shortcuts shortcuts;

    /** What sees the frames that this event loop relays; null while nobody asks. */
    @Nullable ShortcutSampler sampler;

    /** That one, and one for each relay loop. */
    List<ShortcutSampler> samplers = List.of();

    RelayState(BridgeSettings settings, BridgeListener listener, MacTable macTable) {
        this.settings = settings;
        this.listener = listener;
        this.macTable = macTable;
        ledger = new FrameLedger(listener);
        rehearsal = false;
    }

    /** For {@link Rehearsal}: {@code real} with another MAC table, no ports yet and nobody who listens. */
    RelayState(RelayState real, MacTable macTable) {
        settings = real.settings;
        listener = BridgeListener.NONE;
        this.macTable = macTable;
        ledger = new FrameLedger(listener);
        vlans = real.vlans;
        snooper = real.snooper;
        rehearsal = true;
    }
}
