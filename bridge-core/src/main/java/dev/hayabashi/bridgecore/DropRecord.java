package dev.hayabashi.bridgecore;

import dev.hayabashi.stp.PortState;

/**
 * One dropped frame as it is remembered.
 *
 * @param atNanos when it was dropped
 * @param reason why
 * @param state state of the port's gate at that time
 * @param length bytes of the Ethernet frame without FCS
 * @param prefix its first bytes, at most {@link #PREFIX_BYTES}
 */
@SuppressWarnings("ArrayRecordComponent") // a copy that is decoded once, never compared
public record DropRecord(long atNanos, DropReason reason, PortState state, int length, byte[] prefix) {
    /**
     * Bytes of a frame that are kept: with the headers in front of it, a DHCP message needs 283 until its type is told, and the
     * host name usually follows within the next hundred.
     */
    public static final int PREFIX_BYTES = 384;
}
