package dev.hayabashi.bridgecore;

import java.util.List;

/**
 * A bridge at one moment.
 *
 * @param settings its settings
 * @param ports its ports by number
 * @param macEntries entries of the MAC table; empty when not asked for
 * @param learnedAddresses learned entries of the MAC table
 * @param stationMoves how often an address changed its port
 * @param evictions how often an address had to make room
 * @param fates fate of every frame so far
 * @param copies what became of every copy of them so far
 * @param multicast what snooping holds
 * @param shortcuts what goes beside the bridge
 * @param drops drops of all ports by {@link DropReason#ordinal()}, those of ports that are gone included
 */
@SuppressWarnings("ArrayRecordComponent") // handed from the loop to the control plane once, never compared
public record BridgeSnapshot(
        BridgeSettings settings,
        List<PortSnapshot> ports,
        List<MacEntry> macEntries,
        int learnedAddresses,
        long stationMoves,
        long evictions,
        Fates fates,
        Copies copies,
        Multicast multicast,
        ShortcutTotals shortcuts,
        long[] drops) {
    /**
     * An entry of the MAC table.
     *
     * @param address 48-bit address
     * @param portNumber number of the port it is behind; {@link MacTable#LOCAL_PORT} for the bridge's own
     * @param type how it came in
     * @param ageSeconds time since it was last heard, 0 for pinned entries
     * @param vlan VLAN that it was learned in; 0 when the bridge does not filter, and for pinned entries, which are in all
     */
    public record MacEntry(long address, int portNumber, EntryType type, double ageSeconds, int vlan) {
        /** An entry without a VLAN. */
        public MacEntry(long address, int portNumber, EntryType type, double ageSeconds) {
            this(address, portNumber, type, ageSeconds, 0);
        }
    }

    /**
     * Every received frame has exactly one fate: {@code received = relayed + consumed + dropped}. Copies of relayed frames
     * that an egress port had to drop are counted there and not here.
     *
     * @param received frames read from ports
     * @param relayed frames of which at least one copy went to an egress port
     * @param consumed frames that were for the bridge itself (BPDUs, requests to its services)
     * @param dropped frames dropped before any egress
     */
    public record Fates(long received, long relayed, long consumed, long dropped) {}

    /**
     * Numbers of multicast snooping; 0 while the bridge does not snoop.
     *
     * @param groups groups with members
     * @param refusedJoins joins that a limit refused
     */
    public record Multicast(int groups, long refusedJoins) {}

    /**
     * Shortcuts in the kernel. Their frames are counted as received and relayed, and as copies, like all others.
     *
     * @param open those that frames take
     * @param opened how many there have been
     * @param frames frames that took one, as far as they have been counted: once a second
     * @param bytes bytes of those
     */
    public record ShortcutTotals(int open, long opened, long frames, long bytes) {
        static final ShortcutTotals NONE = new ShortcutTotals(0, 0, 0, 0);
    }

    /**
     * A frame that is relayed becomes as many copies as there are ports that it is to leave by; what the bridge and its services
     * send themselves counts as copies too. Each has exactly one fate, ports that are gone included:
     * {@code made = sent + dropped + queued}.
     *
     * @param made copies that were to leave by some port
     * @param sent copies that a descriptor took
     * @param dropped copies dropped for a reason of {@link DropReason.Stage#EGRESS}
     * @param queued copies that wait for the readers of their ports
     */
    public record Copies(long made, long sent, long dropped, long queued) {}
}
