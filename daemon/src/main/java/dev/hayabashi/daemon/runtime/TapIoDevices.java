package dev.hayabashi.daemon.runtime;

import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.KernelDrops;
import dev.hayabashi.bridgecore.Passage;
import dev.hayabashi.bridgecore.PortIo;
import dev.hayabashi.bridgecore.RelayIo;
import dev.hayabashi.bridgecore.RelayPath;
import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.Cidr;
import dev.hayabashi.config.MacAddress;
import dev.hayabashi.config.Owner;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.tapio.KeptPort;
import dev.hayabashi.tapio.Leftovers;
import dev.hayabashi.tapio.OpenPort;
import dev.hayabashi.tapio.OpenPort.ShortcutEnd;
import dev.hayabashi.tapio.PortFactory;
import dev.hayabashi.tapio.PortSpec;
import dev.hayabashi.tapio.loop.FrameLoop;
import dev.hayabashi.tapio.loop.FrameSink;
import dev.hayabashi.tapio.loop.LinkState;
import dev.hayabashi.tapio.netlink.InterfaceAddress;
import dev.hayabashi.tapio.sys.NativeFd;
import dev.hayabashi.tapio.sys.TapIoException;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Devices of all kinds, from module tap-io. */
public final class TapIoDevices implements PortDevices {
    private final FrameLoop loop;
    private final Executor controlThread;

    /** @param controlThread where ports that come by themselves are added and removed */
    public TapIoDevices(FrameLoop loop, Executor controlThread) {
        this.loop = loop;
        this.controlThread = controlThread;
    }

    @Override
    public List<Passage> relays() {
        return loop.passages();
    }

    @Override
    public PortDevice open(String bridge, PortConfig port, int mtuBytes, boolean ipv6) throws PortOpenException {
        try {
            return new Device(loop, PortFactory.open(spec(bridge, port, mtuBytes, ipv6)));
        } catch (TapIoException e) {
            // The message ends with the hint already.
            throw new PortOpenException(String.valueOf(e.getMessage()), "", e);
        }
    }

    @Override
    public PortDevice openOrAwait(String bridge, PortConfig port, int mtuBytes, boolean ipv6) throws PortOpenException {
        try {
            return new Device(loop, PortFactory.openOrAwait(spec(bridge, port, mtuBytes, ipv6)));
        } catch (TapIoException e) {
            throw new PortOpenException(String.valueOf(e.getMessage()), "", e);
        }
    }

    /**
     * Goes on with the device of another process.
     *
     * @param listener the listening socket that is the device's alone, or null when it has none
     * @param fd its descriptor, or null when it has none
     * @throws PortOpenException when that cannot be done; the descriptor is closed then, and nothing is removed
     */
    public PortDevice takeOver(
            String bridge,
            PortConfig port,
            int mtuBytes,
            boolean ipv6,
            KeptPort kept,
            @Nullable NativeFd listener,
            @Nullable NativeFd fd)
            throws PortOpenException {
        try {
            return new Device(loop, PortFactory.takeOver(spec(bridge, port, mtuBytes, ipv6), kept, listener, fd));
        } catch (TapIoException e) {
            throw new PortOpenException(String.valueOf(e.getMessage()), "", e);
        }
    }

    private static PortSpec spec(String bridge, PortConfig port, int mtuBytes, boolean ipv6) throws PortOpenException {
        String name = port.name();
        Optional<Owner> owner = port.link().owner();
        dev.hayabashi.tapio.tap.Owner ids =
                owner.isPresent() ? OwnerIds.resolve(owner.get()) : dev.hayabashi.tapio.tap.Owner.ofThisProcess();
        return switch (port.kind()) {
            case TAP ->
                new PortSpec.TapSpec(
                        bridge,
                        name,
                        name,
                        ids,
                        false,
                        mtuBytes,
                        port.link()
                                .mac()
                                .map(MacAddress::value)
                                .map(OptionalLong::of)
                                .orElseGet(OptionalLong::empty),
                        Addresses.ofNetdev(bridge, name),
                        port.link().netns(),
                        port.link().addresses().stream()
                                .map(TapIoDevices::address)
                                .toList(),
                        ipv6);
            case VM -> new PortSpec.VmSpec(bridge, name, name, ids, mtuBytes);
            case NETDEV -> new PortSpec.NetdevSpec(bridge, name, name);
            case STREAM -> streamSpec(bridge, port);
        };
    }

    static PortSpec.StreamSpec streamSpec(String bridge, PortConfig port) throws PortOpenException {
        Optional<Owner> owner = port.link().owner();
        return new PortSpec.StreamSpec(
                bridge,
                port.name(),
                port.link().path().orElseThrow(),
                owner.isPresent() ? Optional.of(OwnerIds.resolve(owner.get())) : Optional.empty());
    }

    @Override
    public PortTemplate openTemplate(RunningBridge bridge, PortConfig template) throws PortOpenException {
        try {
            return StreamTemplate.open(bridge, template, loop, controlThread);
        } catch (TapIoException e) {
            throw new PortOpenException(String.valueOf(e.getMessage()), "", e);
        }
    }

    /**
     * Goes on with the socket of a template of another process, from {@link PortTemplate#resume} on.
     *
     * @param listener its listening socket
     * @throws PortOpenException when that cannot be done
     */
    public PortTemplate takeOverTemplate(RunningBridge bridge, PortConfig template, NativeFd listener)
            throws PortOpenException {
        try {
            return StreamTemplate.takeOver(bridge, template, loop, controlThread, listener);
        } catch (TapIoException e) {
            throw new PortOpenException(String.valueOf(e.getMessage()), "", e);
        }
    }

    /** The device around a port of the I/O module. */
    static PortDevice device(FrameLoop loop, OpenPort open) {
        return new Device(loop, open);
    }

    private static InterfaceAddress address(Cidr cidr) {
        return new InterfaceAddress(cidr.address(), cidr.prefixLength());
    }

    /**
     * Removes what a daemon that was killed has left of a bridge, except what the bridge's ports will take over.
     *
     * @return what was removed, one line each
     * @throws PortOpenException when another daemon runs this bridge, or something cannot be removed
     */
    public static List<String> removeLeftovers(BridgeConfig bridge) throws PortOpenException {
        List<PortSpec> wanted = new ArrayList<>();
        for (PortConfig port : bridge.ports()) {
            wanted.add(spec(bridge.name(), port, port.link().mtu().orElse(bridge.mtu()), true));
        }
        try {
            return Leftovers.clean(bridge.name(), wanted);
        } catch (TapIoException e) {
            throw new PortOpenException(String.valueOf(e.getMessage()), "", e);
        }
    }

    private static final class Device implements PortDevice {
        private final FrameLoop loop;
        private final OpenPort open;
        private volatile @Nullable String lastError;

        Device(FrameLoop loop, OpenPort open) {
            this.loop = loop;
            this.open = open;
        }

        @Override
        public PortIo io() {
            return open.io();
        }

        @Override
        public void start(Listener listener) {
            open.attach(loop, new Sink(listener)).syncUninterruptibly();
        }

        @Override
        public void startNow(Listener listener) {
            open.attachNow(loop, new Sink(listener));
        }

        @Override
        public Future<?> pause() {
            return open.pause();
        }

        @Override
        public void resume() {
            open.resume();
        }

        @Override
        public KeptPort keep() throws PortOpenException {
            try {
                return open.keep();
            } catch (TapIoException e) {
                throw new PortOpenException(String.valueOf(e.getMessage()), "", e);
            }
        }

        @Override
        public int descriptor() {
            return open.descriptor();
        }

        @Override
        public int listener() {
            return open.listener();
        }

        @Override
        public void begin() {
            open.begin();
        }

        @Override
        public void drain() {
            open.drain();
        }

        @Override
        public @Nullable ShortcutEnd shortcutEnd() {
            return open.shortcutEnd().orElse(null);
        }

        @Override
        public String netdev() {
            return open.spec().device();
        }

        @Override
        public @Nullable String netns() {
            return open.spec() instanceof PortSpec.TapSpec tap ? tap.netns().orElse(null) : null;
        }

        @Override
        public @Nullable String lastError() {
            return lastError;
        }

        @Override
        public void close(boolean keepPersistent) {
            open.close(keepPersistent ? OpenPort.Closing.KEEP_PERSISTENT : OpenPort.Closing.REMOVE);
        }

        private final class Sink implements FrameSink {
            private final Listener listener;

            Sink(Listener listener) {
                this.listener = listener;
            }

            @Override
            public void receive(Frame frame, long nowNanos) {
                listener.frame(frame, nowNanos);
            }

            @Override
            public void writable(long nowNanos) {
                listener.writable(nowNanos);
            }

            @Override
            public void sendFailed(Frame frame, SendResult result, long nowNanos) {
                listener.sendFailed(frame, result, nowNanos);
            }

            @Override
            public @Nullable RelayPath relayPath(int relay) {
                return listener.relayPath(relay);
            }

            @Override
            public void relayIo(@Nullable RelayIo io) {
                listener.relayIo(io);
            }

            @Override
            public void linkChanged(LinkState state, long nowNanos) {
                lastError = state == LinkState.UP ? null : state.meaning();
                listener.carrier(state == LinkState.UP, nowNanos);
            }

            @Override
            public void badLength(Frame frame, long nowNanos) {
                listener.badLength(frame, nowNanos);
            }

            @Override
            public void client(String what, String text, long nowNanos) {
                if (!what.equals("refused")) {
                    lastError = what.equals("connected") ? null : text;
                }
                listener.client(what, text, nowNanos);
            }

            @Override
            public void kernelLost(KernelDrops frames, long nowNanos) {
                listener.kernelLost(frames, nowNanos);
            }

            @Override
            public void setupFailed(TapIoException reason, long nowNanos) {
                lastError = reason.getMessage();
            }
        }
    }
}
