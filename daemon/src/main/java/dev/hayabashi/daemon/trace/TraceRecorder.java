package dev.hayabashi.daemon.trace;

import dev.hayabashi.bridgecore.Bridge;
import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.DropReason;
import dev.hayabashi.bridgecore.DropRecord;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.FrameObserver;
import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.bridgecore.MacTable;
import dev.hayabashi.bridgecore.PassedOver;
import dev.hayabashi.daemon.api.TraceView;
import dev.hayabashi.daemon.api.TraceView.EgressView;
import dev.hayabashi.daemon.api.TraceView.PassedOverView;
import dev.hayabashi.daemon.api.TraceView.StepView;
import dev.hayabashi.daemon.decode.FrameSummary;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down the way of one frame. Used for one frame only. */
public final class TraceRecorder implements FrameObserver {
    private final Bridge bridge;
    private final List<StepView> steps = new ArrayList<>();
    private final List<EgressView> egress = new ArrayList<>();
    private final List<PassedOverView> notTo = new ArrayList<>();
    private String in = "";
    private String frame = "";
    private long atNanos;
    private @Nullable String verdict;
    private @Nullable DropReason reason;
    private boolean flooded;

    /**
     * @param bridge the bridge, for its name and those of its ports
     */
    public TraceRecorder(Bridge bridge) {
        this.bridge = bridge;
    }

    /** Whether the frame's fate is settled. */
    boolean isSettled() {
        return verdict != null;
    }

    /** When the frame came, on the bridge's clock. */
    public long atNanos() {
        return atNanos;
    }

    /**
     * The way that was written down.
     *
     * @param live whether the frame was a real one
     * @param time when, ISO 8601
     */
    public TraceView view(boolean live, String time) {
        return new TraceView(
                bridge.settings().name(),
                in,
                live,
                time,
                frame,
                List.copyOf(steps),
                List.copyOf(egress),
                List.copyOf(notTo),
                verdict == null ? "lost" : verdict,
                reason == null ? null : reason.label());
    }

    @Override
    public void received(BridgePort port, Frame received, long nowNanos) {
        atNanos = nowNanos;
        in = port.name();
        byte[] prefix = new byte[DropRecord.PREFIX_BYTES];
        int length = received.copyPrefix(prefix, 0, prefix.length);
        frame = FrameSummary.of(java.util.Arrays.copyOf(prefix, length)).text();
        step(
                "received",
                "came in by " + in + ", " + Math.max(0, received.length()) + " bytes; the port is "
                        + port.state().jsonName() + (port.isLinkUp() ? "" : " and its link is down"));
    }

    @Override
    public void learned(BridgePort port, long source, MacTable.Learned outcome) {
        String mac = MacAddress.format(source);
        step(
                "learned",
                switch (outcome) {
                    case KNOWN -> "source " + mac + " is known on " + port;
                    case NEW -> "source " + mac + " is new: learned on " + port;
                    case MOVED -> "source " + mac + " was on another port: learned on " + port;
                    case PINNED -> "source " + mac + " belongs to another port or to the bridge: nothing learned";
                    case PORT_LIMIT -> "source " + mac + " is new and the port has learned as many as it may";
                });
    }

    @Override
    public void lookedUp(BridgePort port, long destination, int portNumber) {
        String mac = MacAddress.format(destination);
        if (portNumber == MacTable.NO_PORT) {
            step("looked-up", "destination " + mac + " is unknown: flood");
            flooded = true;
        } else if (portNumber == MacTable.LOCAL_PORT) {
            step("looked-up", "destination " + mac + " is the bridge itself");
        } else {
            step("looked-up", "destination " + mac + " is behind " + bridge.port(portNumber));
        }
    }

    @Override
    public void passedOver(BridgePort out, PassedOver why) {
        floodStep();
        String text = why.text();
        if (why == PassedOver.NOT_FORWARDING) {
            text += " (" + out.state().jsonName() + (out.isLinkUp() ? ")" : ", link down)");
        }
        notTo.add(new PassedOverView(out.name(), text));
    }

    @Override
    public void sent(BridgePort out, Frame copy) {
        egressTo(out, "sent", null);
    }

    @Override
    public void queued(BridgePort out, Frame copy) {
        egressTo(out, "queued", null);
    }

    @Override
    public void dropped(BridgePort port, Frame copy, DropReason why, long nowNanos) {
        if (why.stage() == DropReason.Stage.EGRESS) {
            egressTo(port, "dropped", why.label());
            return;
        }
        reason = why;
        verdict = "dropped";
        step("verdict", "dropped as " + why.label() + ": " + why.meaning() + " " + why.remedy());
    }

    @Override
    public void consumed(BridgePort port, Frame received) {
        verdict = "consumed";
        step("verdict", "for the bridge itself");
    }

    @Override
    public void relayed(BridgePort port, Frame received) {
        verdict = "forwarded";
        step(
                "verdict",
                "forwarded to "
                        + String.join(
                                ", ", egress.stream().map(EgressView::port).toList()));
    }

    private void egressTo(BridgePort out, String outcome, @Nullable String why) {
        if (verdict == null) {
            egress.add(new EgressView(out.name(), outcome, why));
        }
    }

    /** A group address is flooded without a look-up. */
    private void floodStep() {
        if (!flooded) {
            flooded = true;
            step("flooded", "destination is a group address: flood");
        }
    }

    private void step(String step, String text) {
        steps.add(new StepView(step, text));
    }
}
