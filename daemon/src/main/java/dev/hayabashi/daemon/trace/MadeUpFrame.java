package dev.hayabashi.daemon.trace;

import dev.hayabashi.bridgecore.Frame;
import java.nio.ByteBuffer;

/**
 * A frame that nobody sent.
 *
 * @param source source address
 * @param destination destination address
 * @param vlan identifier of an 802.1Q tag, or -1 for none
 * @param etherType what it says it carries
 * @param length bytes without FCS, at least 60
 */
public record MadeUpFrame(long source, long destination, int vlan, int etherType, int length) {
    /** EtherType for local experiments (IEEE 802 clause 9.2.3): what is in the frame does not matter. */
    public static final int EXPERIMENTAL = 0x88b5;

    /** Shortest Ethernet frame without FCS. */
    public static final int MIN_BYTES = 60;

    /** Its bytes in memory of its own. */
    public Frame frame() {
        ByteBuffer memory = ByteBuffer.allocate(Frame.VNET_HEADER_BYTES + length);
        memory.position(Frame.VNET_HEADER_BYTES);
        memory.putShort((short) (destination >>> 32)).putInt((int) destination);
        memory.putShort((short) (source >>> 32)).putInt((int) source);
        if (vlan >= 0) {
            memory.putShort((short) Frame.ETHERTYPE_VLAN).putShort((short) vlan);
        }
        memory.putShort((short) etherType);
        Frame frame = new Frame(memory, 0);
        frame.received(Frame.VNET_HEADER_BYTES + length);
        return frame;
    }
}
