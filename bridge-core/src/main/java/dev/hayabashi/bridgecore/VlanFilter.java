package dev.hayabashi.bridgecore;

import org.jspecify.annotations.Nullable;

/**
 * The 802.1Q part of the relay: which VLAN the frame at hand is in, and whether it carries its tag right now.
 *
 * <p>A frame is in one VLAN from its ingress to its last egress. Its tag is taken out and put back by moving what lies in front
 * of it (virtio-net header and addresses, 24 bytes) by 4 bytes, never the payload. A flood to tagged and untagged ports does that
 * as often as the two alternate, and with an egress that reads the memory later, in a copy. Offsets that the virtio-net header has into the frame move along.
 *
 * <p>A bridge that does not filter has no such object.
 */
final class VlanFilter {
    private static final int PRIORITY_MASK = 0xf000;
    private static final int VLAN_MASK = 0xfff;
    private static final int VLAN_SHIFT = 48;

    private final int serviceVlan;
    private final Frame scratch;
    private int vlan;
    private int priorityBits;
    private boolean tagged;

    /** @param serviceVlan VLAN of the bridge's own services */
    VlanFilter(int serviceVlan, DirectMemory.Allocator allocator) {
        this.serviceVlan = serviceVlan;
        DirectMemory memory = allocator.allocate(Frame.MEMORY_BYTES + Frame.TAG_BYTES);
        this.scratch = new Frame(memory.buffer(), memory.address());
    }

    /** The key under which an address of the VLAN at hand is in the MAC table. */
    long key(long address) {
        return address | (long) vlan << VLAN_SHIFT;
    }

    /** The VLAN that a frame comes in by; 0 when the port is not in it. Changes nothing. */
    static int vlanOf(BridgePort in, Frame frame) {
        int vlan = isTagged(frame) ? frame.unsignedShort(Frame.ETHERNET_HEADER_BYTES) & VLAN_MASK : 0;
        if (vlan == 0) {
            vlan = in.settings().vlan().nativeVlan();
        }
        return in.settings().vlan().has(vlan) ? vlan : 0;
    }

    /** Puts a frame that came in by {@code in} into its VLAN and takes its tag out; false when the port is not in that VLAN. */
    boolean enter(BridgePort in, Frame frame) {
        vlan = vlanOf(in, frame);
        tagged = false;
        priorityBits = 0;
        if (vlan == 0) {
            return false;
        }
        if (isTagged(frame)) {
            priorityBits = frame.unsignedShort(Frame.ETHERNET_HEADER_BYTES) & PRIORITY_MASK;
            frame.popTag();
        }
        return true;
    }

    private static boolean isTagged(Frame frame) {
        return frame.etherType() == Frame.ETHERTYPE_VLAN
                && frame.length() >= Frame.ETHERNET_HEADER_BYTES + Frame.TAG_BYTES;
    }

    /** VLAN of the frame at hand. */
    int vlan() {
        return vlan;
    }

    /** Whether the frame at hand is where the services are. */
    boolean isServed() {
        return vlan == serviceVlan;
    }

    /** Whether frames of the VLAN at hand may leave by a port. */
    boolean mayLeave(BridgePort out) {
        return out.settings().vlan().has(vlan);
    }

    /**
     * The frame as it is to leave by {@code out}; another one only where there is no room in front of it for a tag, or where an
     * egress has yet to read it in its other form.
     */
    Frame leave(BridgePort out, Frame frame) {
        if (out.settings().vlan().isTagged(vlan) == tagged) {
            return frame;
        }
        int tci = priorityBits | vlan;
        if (frame.isKept() || (!tagged && frame.start() < Frame.TAG_BYTES)) {
            scratch.copyOf(frame, Frame.TAG_BYTES);
            turn(scratch, tci);
            return scratch;
        }
        turn(frame, tci);
        tagged = !tagged;
        return frame;
    }

    private void turn(Frame frame, int tci) {
        if (tagged) {
            frame.popTag();
        } else {
            frame.pushTag(tci);
        }
    }

    /** A frame of the bridge's own as it is to leave by {@code out}; null when the port is not in the services' VLAN. */
    @Nullable Frame ofService(BridgePort out, Frame frame) {
        return ofOwn(out, frame, serviceVlan);
    }

    /** A frame of the bridge's own in some VLAN as it is to leave by {@code out}; null when the port is not in it. */
    @Nullable Frame ofOwn(BridgePort out, Frame frame, int ownVlan) {
        if (!out.settings().vlan().has(ownVlan)) {
            return null;
        }
        if (!out.settings().vlan().isTagged(ownVlan)) {
            return frame;
        }
        scratch.copyOf(frame, Frame.TAG_BYTES);
        scratch.pushTag(ownVlan);
        return scratch;
    }
}
