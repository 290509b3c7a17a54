package dev.hayabashi.daemon.api;

/**
 * One entry of a MAC table.
 *
 * @param bridge name of the bridge
 * @param mac the address
 * @param port name of the port it is behind; the bridge's name for its own addresses
 * @param type {@code dynamic}, {@code sticky}, {@code static} or {@code local}
 * @param ageSeconds time since it was last heard; 0 for pinned entries
 * @param vlan VLAN that it was learned in; 0 when the bridge does not filter, and for entries of all VLANs
 */
public record FdbView(String bridge, String mac, String port, String type, double ageSeconds, int vlan) {}
