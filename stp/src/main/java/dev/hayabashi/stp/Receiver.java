package dev.hayabashi.stp;

import java.nio.ByteBuffer;

/** The way of a received frame up to the state machines: validation, BPDU guard and filter, loopback and duplicate detection. */
final class Receiver {
    private final Bridge bridge;
    private final BpduReader reader = new BpduReader();

    Receiver(Bridge bridge) {
        this.bridge = bridge;
    }

    /** Returns what became of the frame; when ACCEPTED the BPDU waits on the port for the machines. */
    BpduDisposition receive(Port port, ByteBuffer frame, int offset, int length) {
        BpduDisposition disposition = examine(port, frame, offset, length);
        if (disposition != BpduDisposition.ACCEPTED) {
            port.counters.rejected(disposition);
        }
        return disposition;
    }

    /**
     * BPDU guard comes before the filter and before any look at the BPDU: a malformed one comes from a bridge, or from an
     * attacker, just as well.
     */
    private BpduDisposition examine(Port port, ByteBuffer frame, int offset, int length) {
        if (!port.portEnabled) {
            return BpduDisposition.PORT_DISABLED;
        }
        BpduDisposition disposition = reader.envelope(frame, offset, length);
        if (disposition != BpduDisposition.ACCEPTED) {
            return disposition;
        } else if (port.parameters.bpduGuard()) {
            port.guards.errDisable(reader.origin(bridge.now));
            return BpduDisposition.BPDU_GUARD;
        } else if (port.parameters.bpduFilter()) {
            return BpduDisposition.FILTERED;
        }
        disposition = reader.body();
        return disposition == BpduDisposition.ACCEPTED ? accept(port, reader.bpdu()) : disposition;
    }

    private BpduDisposition accept(Port port, Bpdu bpdu) {
        if (bpdu.kind() != BpduKind.TCN && bpdu.vector().fromAddress(bridge.address())) {
            int sender = bpdu.vector().port() & 0xFFF;
            if (sender == port.number) {
                port.guards.reflected(bpdu);
                return BpduDisposition.OWN;
            }
            detectDuplicate(port, sender, bpdu);
        }
        port.counters.received(bpdu);
        port.guards.heard(bpdu);
        port.message = bpdu;
        port.rcvdBpdu = true;
        port.touch();
        return BpduDisposition.ACCEPTED;
    }

    /**
     * Our address with the number of another port of ours is the legitimate sign of a backup port, if that port exists and
     * the frame has its source address.
     */
    private void detectDuplicate(Port port, int sender, Bpdu bpdu) {
        Port ours = bridge.find(sender);
        boolean foreign = ours == null ? !bridge.numbersUsed.get(sender) : ours.macAddress != bpdu.sourceAddress();
        if (foreign) {
            port.guards.duplicateBridgeId(bpdu);
        }
    }
}
