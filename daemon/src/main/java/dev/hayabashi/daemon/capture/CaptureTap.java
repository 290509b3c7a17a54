package dev.hayabashi.daemon.capture;

import static dev.hayabashi.daemon.capture.CaptureRecord.*;

import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.DropReason;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.FrameObserver;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The event loop's side of a capture. It learns the egress ports of a frame one by one and its fate last; then it writes the
 * inbound record, and an outbound one for each port that took a copy.
 */
public final class CaptureTap implements FrameObserver {
    /** Interfaces of one capture: a port that is removed and added again is another one. */
    private static final int MAX_INTERFACES = 8192;

    private static final int NO_INTERFACE = -1;

    private final CaptureOptions options;
    private final CaptureRing ring;
    private final @Nullable String[] interfaceNames = new @Nullable String[MAX_INTERFACES];
    private final int[] interfaceOfPort = new int[4096];
    private int interfaces;

    // The frame that is on its way now.
    private boolean underWay;
    private boolean wanted;
    private long nowNanos;
    private final @Nullable BridgePort[] egressPorts = new @Nullable BridgePort[MAX_EGRESS];
    private final byte[] egressOutcomes = new byte[MAX_EGRESS];
    private final byte[] egressReasons = new byte[MAX_EGRESS];
    private int egressTotal;
    private long lost;

    public CaptureTap(CaptureOptions options, long nowNanos) {
        this.options = options;
        this.nowNanos = nowNanos;
        this.ring = new CaptureRing(options.ringBytes());
        java.util.Arrays.fill(interfaceOfPort, NO_INTERFACE);
    }

    /** The reader's side. */
    CaptureRing ring() {
        return ring;
    }

    /** Name of an interface that a record in the ring names; for the reader. */
    String interfaceName(int number) {
        return String.valueOf(interfaceNames[number]);
    }

    @Override
    public void received(BridgePort in, Frame frame, long now) {
        nowNanos = now;
        underWay = true;
        egressTotal = 0;
        wanted = options.filter().matches(frame);
    }

    @Override
    public void sent(BridgePort out, Frame frame) {
        if (underWay) {
            noteEgress(out, SENT, (byte) 0);
        } else if (!options.dropsOnly() && isCaptured(out) && options.filter().matches(frame)) {
            write(out, OUTBOUND, SENT, 0, frame);
        }
    }

    @Override
    public void queued(BridgePort out, Frame frame) {
        if (underWay) {
            noteEgress(out, QUEUED, (byte) 0);
        }
    }

    @Override
    public void dropped(BridgePort port, Frame frame, DropReason reason, long now) {
        nowNanos = now;
        boolean egress = reason.stage() == DropReason.Stage.EGRESS;
        if (!underWay) {
            if (isCaptured(port) && options.filter().matches(frame)) {
                egressTotal = 0;
                write(port, OUTBOUND, DROPPED, reason.ordinal(), frame);
            }
        } else if (egress) {
            noteEgress(port, DROPPED, (byte) reason.ordinal());
        } else {
            settled(port, frame, DROPPED, reason.ordinal());
        }
    }

    @Override
    public void consumed(BridgePort in, Frame frame) {
        settled(in, frame, CONSUMED, 0);
    }

    @Override
    public void relayed(BridgePort in, Frame frame) {
        settled(in, frame, RELAYED, 0);
    }

    private void noteEgress(BridgePort out, byte outcome, byte reason) {
        if (egressTotal < MAX_EGRESS) {
            egressPorts[egressTotal] = out;
            egressOutcomes[egressTotal] = outcome;
            egressReasons[egressTotal] = reason;
        }
        egressTotal++;
    }

    private void settled(BridgePort in, Frame frame, byte fate, int reason) {
        underWay = false;
        if (!wanted) {
            return;
        }
        if (isCaptured(in) && (!options.dropsOnly() || fate == DROPPED)) {
            write(in, INBOUND, fate, reason, frame);
        }
        int listed = Math.min(egressTotal, MAX_EGRESS);
        egressTotal = 0;
        for (int i = 0; i < listed; i++) {
            BridgePort out = egressPorts[i];
            byte outcome = egressOutcomes[i];
            boolean shown = outcome == DROPPED || (outcome == SENT && !options.dropsOnly());
            if (out != null && shown && isCaptured(out)) {
                write(out, OUTBOUND, outcome, egressReasons[i], frame);
            }
        }
    }

    private boolean isCaptured(BridgePort port) {
        return options.ports().isEmpty() || options.ports().contains(port.name());
    }

    private void write(BridgePort port, byte direction, byte fate, int reason, Frame frame) {
        int listed = direction == INBOUND ? Math.min(egressTotal, MAX_EGRESS) : 0;
        int captured = Math.min(Math.max(0, frame.length()), options.snapBytes());
        int head = EGRESS + listed * EGRESS_BYTES;
        int number = interfaceOf(port);
        int at = number == NO_INTERFACE ? -1 : ring.begin(head + captured);
        if (at < 0) {
            lost++;
            return;
        }
        ByteBuffer memory = ring.memory();
        memory.putLong(at + TIME, nowNanos);
        memory.putInt(at + LENGTH, Math.max(0, frame.length()));
        memory.putInt(at + CAPTURED, captured);
        memory.putShort(at + INTERFACE, (short) number);
        memory.put(at + DIRECTION, direction);
        memory.put(at + FATE, fate);
        memory.put(at + REASON, (byte) reason);
        memory.put(at + EGRESS_LISTED, (byte) listed);
        memory.putShort(at + EGRESS_TOTAL, (short) (direction == INBOUND ? egressTotal : 0));
        memory.putLong(at + LOST, lost);
        for (int i = 0; i < listed; i++) {
            BridgePort out = egressPorts[i];
            int entry = at + EGRESS + i * EGRESS_BYTES;
            memory.putShort(entry, (short) (out == null ? NO_INTERFACE : interfaceOf(out)));
            memory.put(entry + 2, egressOutcomes[i]);
            memory.put(entry + 3, egressReasons[i]);
        }
        ring.put(at + head, frame, captured);
        ring.commit();
    }

    /** Number of the port's interface in this capture; names reach the reader with the next record. */
    private int interfaceOf(BridgePort port) {
        int known = interfaceOfPort[port.number()];
        if (known != NO_INTERFACE && port.name().equals(interfaceNames[known])) {
            return known;
        }
        if (interfaces == MAX_INTERFACES) {
            return NO_INTERFACE;
        }
        interfaceNames[interfaces] = port.name();
        interfaceOfPort[port.number()] = interfaces;
        return interfaces++;
    }
}
