package dev.hayabashi.bridgecore;

/**
 * What the data plane has to know of a bridge.
 *
 * @param name name of the bridge
 * @param address the bridge's own MAC address
 * @param ageingNanos after this time unheard a learned address is forgotten
 * @param macTableLimit most learned addresses in the MAC table
 * @param hashSeed key of the MAC table's hash
 * @param relayReserved relay 01-80-C2-00-00-0X except PAUSE, as a cable would, when no spanning tree runs
 */
public record BridgeSettings(
        String name, long address, long ageingNanos, int macTableLimit, long hashSeed, boolean relayReserved) {
    /** Defaults of 802.1D with the given name and address. */
    public static BridgeSettings of(String name, long address) {
        return new BridgeSettings(
                name,
                address,
                MacTable.DEFAULT_AGEING_SECONDS * 1_000_000_000L,
                MacTable.DEFAULT_LIMIT,
                0x5851_F42D_4C95_7F2DL,
                false);
    }
}
