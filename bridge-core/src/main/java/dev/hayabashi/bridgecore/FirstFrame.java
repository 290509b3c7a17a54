package dev.hayabashi.bridgecore;

/**
 * The first frame that came in by a port after its link came up: the one that used to vanish.
 *
 * @param atNanos when it came
 * @param delivered whether it was relayed or consumed, and not dropped
 * @param length bytes of the Ethernet frame without FCS
 * @param prefix its first bytes, at most {@link DropRecord#PREFIX_BYTES}
 */
@SuppressWarnings("ArrayRecordComponent") // a copy that is decoded once, never compared
public record FirstFrame(long atNanos, boolean delivered, int length, byte[] prefix) {}
