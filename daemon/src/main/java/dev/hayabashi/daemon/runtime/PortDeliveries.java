package dev.hayabashi.daemon.runtime;

import dev.hayabashi.bridgecore.Bridge;
import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.KernelDrops;
import dev.hayabashi.bridgecore.RelayIo;
import dev.hayabashi.bridgecore.RelayPath;
import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.daemon.observe.BridgeWatch;
import org.jspecify.annotations.Nullable;

/** What a port's device tells goes to the bridge. On the loop. */
final class PortDeliveries implements PortDevice.Listener {
    private final BridgeOnLoop on;
    private final Bridge bridge;
    private final BridgeWatch watch;
    private final Seconds seconds;
    private final BridgePort port;

    PortDeliveries(BridgeOnLoop on, Bridge bridge, BridgeWatch watch, Seconds seconds, BridgePort port) {
        this.on = on;
        this.bridge = bridge;
        this.watch = watch;
        this.seconds = seconds;
        this.port = port;
    }

    @Override
    public void frame(Frame frame, long nowNanos) {
        if (seconds.stoodStill(nowNanos) && on.tree().leadsToABridge(port, nowNanos)) {
            bridge.receiveLate(port, frame, nowNanos);
        } else {
            bridge.receive(port, frame, nowNanos);
        }
    }

    @Override
    public void badLength(Frame frame, long nowNanos) {
        bridge.receiveBadLength(port, frame, nowNanos);
    }

    @Override
    public void client(String what, String text, long nowNanos) {
        watch.client(port, what, text, nowNanos);
    }

    @Override
    public boolean writable(long nowNanos) {
        bridge.time(nowNanos);
        return bridge.writable(port);
    }

    @Override
    public void sendFailed(Frame frame, SendResult result, long nowNanos) {
        bridge.time(nowNanos);
        bridge.sendFailed(port, frame, result);
    }

    @Override
    public RelayPath relayPath(int relay) {
        return bridge.relayPath(port, relay);
    }

    @Override
    public void relayIo(@Nullable RelayIo io) {
        bridge.relayIo(port, io);
    }

    @Override
    public void kernelLost(KernelDrops frames, long nowNanos) {
        watch.kernelLost(port, frames, nowNanos);
    }

    @Override
    public void carrier(boolean up, long nowNanos) {
        on.carrier(port, up, nowNanos);
    }
}
