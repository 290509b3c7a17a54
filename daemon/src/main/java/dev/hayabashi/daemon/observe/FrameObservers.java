package dev.hayabashi.daemon.observe;

import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.DropReason;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.FrameObserver;
import dev.hayabashi.bridgecore.MacTable;
import dev.hayabashi.bridgecore.PassedOver;

/** Several observers in the place of one. */
record FrameObservers(FrameObserver first, FrameObserver second) implements FrameObserver {
    @Override
    public void received(BridgePort in, Frame frame, long nowNanos) {
        first.received(in, frame, nowNanos);
        second.received(in, frame, nowNanos);
    }

    @Override
    public void learned(BridgePort in, long source, MacTable.Learned outcome) {
        first.learned(in, source, outcome);
        second.learned(in, source, outcome);
    }

    @Override
    public void lookedUp(BridgePort in, long destination, int portNumber) {
        first.lookedUp(in, destination, portNumber);
        second.lookedUp(in, destination, portNumber);
    }

    @Override
    public void passedOver(BridgePort out, PassedOver why) {
        first.passedOver(out, why);
        second.passedOver(out, why);
    }

    @Override
    public void sent(BridgePort out, Frame frame) {
        first.sent(out, frame);
        second.sent(out, frame);
    }

    @Override
    public void queued(BridgePort out, Frame frame) {
        first.queued(out, frame);
        second.queued(out, frame);
    }

    @Override
    public void dropped(BridgePort port, Frame frame, DropReason reason, long nowNanos) {
        first.dropped(port, frame, reason, nowNanos);
        second.dropped(port, frame, reason, nowNanos);
    }

    @Override
    public void consumed(BridgePort in, Frame frame) {
        first.consumed(in, frame);
        second.consumed(in, frame);
    }

    @Override
    public void relayed(BridgePort in, Frame frame) {
        first.relayed(in, frame);
        second.relayed(in, frame);
    }
}
