package dev.hayabashi.tapio;

import dev.hayabashi.tapio.loop.LinkState;
import dev.hayabashi.tapio.sys.MissingDeviceException;
import dev.hayabashi.tapio.sys.NativeFd;
import dev.hayabashi.tapio.sys.TapIoException;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Makes ports out of specifications. Opening blocks for a few milliseconds and is for set-up threads. */
public final class PortFactory {
    /**
     * Length of a TAP's queue towards its reader, in frames. The kernel's 500 (1000 with {@code ip tuntap}) is overrun by
     * any unthrottled sender while the reader is scheduled away for a few milliseconds.
     */
    static final int TX_QUEUE_FRAMES = 4096;

    private static final int CLOSERS = 16;

    private PortFactory() {}

    /**
     * Sets up the netdevs of a port.
     *
     * @throws TapIoException when it cannot be set up; nothing that was made on the way is left behind
     */
    public static OpenPort open(PortSpec spec) {
        if (spec instanceof PortSpec.TapSpec tap) {
            return TapPort.open(tap);
        }
        if (spec instanceof PortSpec.VmSpec vm) {
            return VmPort.open(vm);
        }
        if (spec instanceof PortSpec.StreamSpec stream) {
            return StreamPort.open(stream);
        }
        return NetdevPort.open((PortSpec.NetdevSpec) spec);
    }

    /**
     * As {@link #open}; a port of kind {@code netdev} whose netdev does not exist waits for it, with {@link LinkState#GONE}.
     *
     * @throws TapIoException when it cannot be set up for another reason; nothing that was made on the way is left behind
     */
    public static OpenPort openOrAwait(PortSpec spec) {
        return spec instanceof PortSpec.NetdevSpec netdev ? NetdevPort.openOrAwait(netdev) : open(spec);
    }

    /**
     * Goes on with a port of another process, which reads its descriptor no more.
     *
     * @param listener the listening socket that is the port's alone, or null when it has none
     * @param fd its descriptor, or null when it has none; closed when this throws, or when the netdev has gone meanwhile
     * @throws TapIoException when it cannot be taken over
     */
    public static OpenPort takeOver(PortSpec spec, KeptPort kept, @Nullable NativeFd listener, @Nullable NativeFd fd) {
        if (spec instanceof PortSpec.StreamSpec stream) {
            return StreamPort.takeOver(stream, kept, listener, fd);
        }
        try {
            return takeOverPresent(spec, kept, fd);
        } catch (MissingDeviceException e) {
            // It went while it was handed over: as if it had gone a moment later.
            return takeOverPresent(spec, KeptPort.absent(LinkState.GONE), null);
        }
    }

    private static OpenPort takeOverPresent(PortSpec spec, KeptPort kept, @Nullable NativeFd fd) {
        if (spec instanceof PortSpec.TapSpec tap) {
            return TapPort.takeOver(tap, kept, fd);
        }
        if (spec instanceof PortSpec.VmSpec vm) {
            return VmPort.takeOver(vm, kept, fd);
        }
        return NetdevPort.takeOver((PortSpec.NetdevSpec) spec, kept, fd);
    }

    /**
     * Closes many ports at once. The kernel spends most of the time that a netdev's removal takes on waiting, so that doing
     * it side by side is many times faster.
     */
    public static void closeAll(Collection<? extends OpenPort> ports, OpenPort.Closing how) {
        ExecutorService closers = Executors.newFixedThreadPool(
                Math.max(1, Math.min(CLOSERS, ports.size())), new DefaultThreadFactory("port-closer", true));
        try {
            List<Future<?>> closing = new ArrayList<>();
            ports.forEach(port -> closing.add(closers.submit(() -> port.close(how))));
            for (Future<?> each : closing) {
                each.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("closing a port never throws", e);
        } finally {
            closers.shutdown();
        }
    }
}
