package dev.hayabashi.daemon;

import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.PortIo;
import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.config.SnoopingConfig;
import dev.hayabashi.config.StpConfig;
import dev.hayabashi.daemon.apply.StepFailure;
import dev.hayabashi.daemon.events.EventJournal;
import dev.hayabashi.daemon.events.EventSource;
import dev.hayabashi.daemon.observe.BridgeWatch;
import dev.hayabashi.daemon.runtime.PortDevice;
import dev.hayabashi.daemon.runtime.PortDevices;
import dev.hayabashi.daemon.runtime.PortOpenException;
import dev.hayabashi.daemon.runtime.RunningBridge;
import dev.hayabashi.stp.StpParameterException;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Real bridges on devices that exist on paper: nothing of the host is touched, and no gateway is to be had. */
final class PaperKeeper implements Keeper, PortDevices {
    private static final DirectMemory.Allocator HEAP = bytes -> new DirectMemory(ByteBuffer.allocate(bytes), 0);

    private final EventLoop loop;
    private final EventJournal journal;
    private final List<RunningBridge> bridges;

    PaperKeeper(EventLoop loop, EventJournal journal, List<RunningBridge> bridges) {
        this.loop = loop;
        this.journal = journal;
        this.bridges = bridges;
    }

    private RunningBridge running(String name) {
        return bridges.stream()
                .filter(bridge -> bridge.config().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("bridge " + name + " does not run"));
    }

    @Override
    public boolean isAutoAttached(String bridge, String port) {
        return false;
    }

    @Override
    public void adopt(String bridge, String port) {
        // Every port was asked for.
    }

    @Override
    public void addBridge(BridgeConfig bridge) throws StepFailure {
        if (bridge.gateway().isPresent()) {
            startGateway(bridge);
        }
        BridgeWatch watch = new BridgeWatch(new EventSource(journal, bridge.name(), Clock.systemUTC()));
        RunningBridge running = new RunningBridge(bridge, this, loop, HEAP, watch);
        bridges.add(running);
        try {
            for (PortConfig port : bridge.ports()) {
                addPort(bridge.name(), port);
            }
        } catch (StepFailure | RuntimeException e) {
            removeBridge(bridge, false);
            throw e;
        }
    }

    @Override
    public void removeBridge(BridgeConfig bridge, boolean keepPersistent) {
        RunningBridge running = running(bridge.name());
        bridges.remove(running);
        running.close();
    }

    @Override
    public void addPort(String bridge, PortConfig port) throws StepFailure {
        try {
            running(bridge).addPort(port);
        } catch (PortOpenException e) {
            throw new StepFailure(String.valueOf(e.getMessage()), e.hint());
        }
    }

    @Override
    public void removePort(String bridge, String port) {
        running(bridge).removePort(port, false);
    }

    @Override
    public void changePort(String bridge, PortConfig port) throws StepFailure {
        try {
            running(bridge).changePort(port);
        } catch (PortOpenException e) {
            throw new StepFailure(String.valueOf(e.getMessage()), e.hint());
        } catch (StpParameterException e) {
            throw new StepFailure(String.valueOf(e.getMessage()), "");
        }
    }

    @Override
    public void changeSnooping(String bridge, SnoopingConfig snooping) {
        running(bridge).changeSnooping(snooping);
    }

    @Override
    public void changeStp(String bridge, StpConfig stp) throws StepFailure {
        try {
            running(bridge).changeStp(stp);
        } catch (StpParameterException e) {
            throw new StepFailure(String.valueOf(e.getMessage()), "");
        }
    }

    @Override
    public void startGateway(BridgeConfig bridge) throws StepFailure {
        throw new StepFailure("there are no gateways on paper", "leave `gateway` out");
    }

    @Override
    public void stopGateway(String bridge) {
        throw new IllegalStateException("there are no gateways on paper");
    }

    @Override
    public void autoAttach(String bridge, Optional<String> pattern) {
        running(bridge).autoAttach(pattern);
    }

    @Override
    public PortDevice open(String bridge, PortConfig port, int mtuBytes, boolean ipv6) throws PortOpenException {
        if (port.name().startsWith("busy")) {
            throw new PortOpenException("EBUSY", "stop the other one", new IllegalStateException(port.name()));
        }
        return new Paper(port.name());
    }

    private record Paper(String netdev) implements PortDevice {
        @Override
        public PortIo io() {
            return frame -> SendResult.SENT;
        }

        @Override
        public void start(Listener listener) {
            // Nobody is at the other end.
        }

        @Override
        public void drain() {
            // Nothing waits.
        }

        @Override
        public @Nullable String netns() {
            return null;
        }

        @Override
        public @Nullable String lastError() {
            return null;
        }

        @Override
        public void close(boolean keepPersistent) {
            // There is nothing to close.
        }
    }
}
