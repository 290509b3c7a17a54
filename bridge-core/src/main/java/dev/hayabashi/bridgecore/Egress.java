package dev.hayabashi.bridgecore;

/** The last part of a frame's way: from the decision for a port to its descriptor, or to the queue in front of it. */
final class Egress {
    /** Ethernet header and two VLAN tags on top of the MTU. */
    static final int MAX_OVERHEAD_BYTES = Frame.ETHERNET_HEADER_BYTES + 2 * Frame.TAG_BYTES;

    private final RelayState state;
    private final FrameLedger ledger;
    private final Frame queuedFrame;

    Egress(RelayState state, DirectMemory.Allocator allocator) {
        this.state = state;
        ledger = state.ledger;
        DirectMemory none = allocator.allocate(Frame.MEMORY_BYTES);
        queuedFrame = new Frame(none.buffer(), none.address());
    }

    /** For {@link Rehearsal}, whose ports take every frame: nothing ever waits. */
    Egress(RelayState stage, Egress real) {
        state = stage;
        ledger = stage.ledger;
        queuedFrame = real.queuedFrame;
    }

    /** Sends the frame at hand by {@code out}, with or without its VLAN tag as that port wants it. */
    void transmit(BridgePort out, Frame frame) {
        put(out, state.vlans == null ? frame : state.vlans.leave(out, frame));
    }

    /** Sends a frame as it is, behind the data that waits. */
    void put(BridgePort out, Frame frame) {
        out.counters.copies++;
        if (frame.wireLength() > out.settings().mtuBytes() + MAX_OVERHEAD_BYTES) {
            ledger.drop(out, frame, DropReason.EGRESS_MTU);
            return;
        }
        PortPolicer policer = out.policer();
        if (policer != null && !policer.admitsEgress(frame, ledger.latestNanos)) {
            ledger.drop(out, frame, DropReason.EGRESS_RATE_LIMIT);
            return;
        }
        // Behind frames that wait already, so that no frame overtakes another of the same port.
        SendResult result =
                out.queue().isEmpty() && out.controlQueue().isEmpty() ? out.io().send(frame) : SendResult.WOULD_BLOCK;
        settle(out, frame, result, out.queue());
    }

    /** Sends a BPDU or the like, ahead of all data that waits. */
    void sendControl(BridgePort port, Frame frame) {
        port.counters.copies++;
        SendResult result = port.controlQueue().isEmpty() ? port.io().send(frame) : SendResult.WOULD_BLOCK;
        settle(port, frame, result, port.controlQueue());
    }

    private void settle(BridgePort out, Frame frame, SendResult result, EgressQueue queue) {
        switch (result) {
            case SENT -> {
                out.counters.sent(frame);
                if (ledger.observer != null) {
                    ledger.observer.sent(out, frame);
                }
            }
            case WOULD_BLOCK -> {
                if (!queue.offer(frame)) {
                    ledger.drop(out, frame, DropReason.EGRESS_QUEUE_FULL);
                } else if (ledger.observer != null) {
                    ledger.observer.queued(out, frame);
                }
                // Frames that wait are not to be overtaken by a relay loop.
                out.publish();
            }
            case LINK_DOWN -> ledger.drop(out, frame, DropReason.EGRESS_LINK_DOWN);
            case NO_BUFFERS -> ledger.drop(out, frame, DropReason.EGRESS_NO_BUFFERS);
            case TOO_BIG -> ledger.drop(out, frame, DropReason.EGRESS_MTU);
            case GONE -> ledger.drop(out, frame, DropReason.EGRESS_GONE);
            case BAD_OFFLOAD -> ledger.drop(out, frame, DropReason.EGRESS_BAD_OFFLOAD);
            case FAILED -> ledger.drop(out, frame, DropReason.EGRESS_FAILED);
        }
    }

    /** Takes a {@link SendResult#SENT} back; see {@link Bridge#sendFailed}. */
    void sendFailed(BridgePort port, Frame frame, SendResult result) {
        port.counters.unsent(frame);
        if (!state.ports.has(port)) {
            ledger.unsentByGonePort();
            return;
        }
        boolean control = frame.destination() == MacAddress.BRIDGE_GROUP;
        if (result == SendResult.WOULD_BLOCK && !control && !port.isForwarding()) {
            ledger.drop(port, frame, DropReason.EGRESS_CLOSED);
        } else {
            settle(port, frame, result, control ? port.controlQueue() : port.queue());
        }
    }

    /** Sends what waits for {@code port}, BPDUs first; true when nothing waits any more. */
    boolean drain(BridgePort port) {
        boolean nothingWaits = drain(port, port.controlQueue()) && drain(port, port.queue());
        port.publish();
        return nothingWaits;
    }

    private boolean drain(BridgePort port, EgressQueue queue) {
        while (!queue.isEmpty()) {
            queue.peek(queuedFrame);
            SendResult result = port.io().send(queuedFrame);
            if (result == SendResult.WOULD_BLOCK) {
                return false;
            }
            settle(port, queuedFrame, result, queue);
            queue.remove();
        }
        return true;
    }

    /** The port has no link: what waits for it goes. A BPDU would be old news to whoever is there when the link is back. */
    void linkDown(BridgePort port) {
        dropQueued(port, port.controlQueue(), DropReason.EGRESS_LINK_DOWN);
        dropQueued(port, port.queue(), DropReason.EGRESS_LINK_DOWN);
    }

    /** The port does not forward any more: data that waits for it goes. */
    void closed(BridgePort port) {
        dropQueued(port, port.queue(), DropReason.EGRESS_CLOSED);
    }

    /** The port is about to be removed: all that waits for it goes. */
    void gone(BridgePort port) {
        dropQueued(port, port.controlQueue(), DropReason.EGRESS_GONE);
        dropQueued(port, port.queue(), DropReason.EGRESS_GONE);
    }

    private void dropQueued(BridgePort port, EgressQueue queue, DropReason reason) {
        while (!queue.isEmpty()) {
            queue.peek(queuedFrame);
            ledger.drop(port, queuedFrame, reason);
            queue.remove();
        }
        port.publish();
    }
}
