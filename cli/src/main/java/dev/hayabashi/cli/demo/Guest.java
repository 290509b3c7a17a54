package dev.hayabashi.cli.demo;

import dev.hayabashi.tapio.sys.Errno;
import dev.hayabashi.tapio.sys.Libc;
import dev.hayabashi.tapio.sys.NativeFd;
import dev.hayabashi.tapio.sys.NativeMemory;
import dev.hayabashi.tapio.sys.NetNamespace;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a virtual machine: opens the TAP by name as its monitor would, and is a cable from there to a TAP in the guest's
 * namespace.
 */
final class Guest implements AutoCloseable {
    private static final long TUNSETIFF = 0x400454caL;
    private static final short IFF_TAP_NO_PI = 0x1002;
    private static final int REQUEST_BYTES = 40;
    private static final int FLAGS_AT = 16;
    private static final int FRAME_BYTES = 65_550;
    private static final long IDLE_NANOS = 100_000;

    /** Hears of DHCP messages as they pass. */
    interface Listener {
        /**
         * @param fromGuest true on the way to the bridge
         * @param type message type
         * @param address what a reply gives, else empty
         */
        void passed(boolean fromGuest, int type, String address);
    }

    private final String tap;
    private final String bridgeNamespace;
    private final NativeFd inside;
    private final Listener listener;
    private final NativeMemory memory = NativeMemory.allocate(FRAME_BYTES);
    private @Nullable Thread cable;
    private volatile boolean closing;

    private Guest(String tap, String bridgeNamespace, NativeFd inside, Listener listener) {
        this.tap = tap;
        this.bridgeNamespace = bridgeNamespace;
        this.inside = inside;
        this.listener = listener;
    }

    /**
     * Makes the guest's own device; the bridge sees nothing of it yet.
     *
     * @param bridgeNamespace where the TAP is
     * @param guestNamespace where the guest's device appears
     */
    static Guest prepare(String tap, String bridgeNamespace, String guestNamespace, String device, Listener listener) {
        return new Guest(tap, bridgeNamespace, open(guestNamespace, device), listener);
    }

    /** Opens the TAP, which gives the bridge's port its carrier. */
    void plugIn() {
        NativeFd monitor = open(bridgeNamespace, tap);
        Thread thread = new Thread(() -> carry(monitor), "guest-" + tap);
        thread.setDaemon(true);
        thread.start();
        cable = thread;
    }

    private static NativeFd open(String namespace, String name) {
        try (NetNamespace in = NetNamespace.named(namespace)) {
            return in.call(() -> {
                NativeFd fd = NativeFd.open("/dev/net/tun", Libc.O_RDWR | Libc.O_NONBLOCK);
                NativeMemory request = NativeMemory.allocate(REQUEST_BYTES);
                request.buffer().put(0, name.getBytes(StandardCharsets.US_ASCII));
                request.buffer().order(ByteOrder.nativeOrder()).putShort(FLAGS_AT, IFF_TAP_NO_PI);
                try {
                    fd.ioctl("TUNSETIFF", name, TUNSETIFF, request.address());
                } catch (RuntimeException e) {
                    fd.close();
                    throw e;
                }
                return fd;
            });
        }
    }

    private void carry(NativeFd monitor) {
        memory.buffer().order(ByteOrder.BIG_ENDIAN);
        while (!closing) {
            boolean moved = carry(inside, monitor, true);
            moved |= carry(monitor, inside, false);
            if (!moved) {
                LockSupport.parkNanos(IDLE_NANOS);
            }
        }
        monitor.close();
    }

    private boolean carry(NativeFd from, NativeFd to, boolean fromGuest) {
        // NATIVE: read(2) and write(2) on the memory of this object, by the one thread that ends with it; errno on -1.
        long length = Libc.read(from.number(), memory.address(), FRAME_BYTES);
        if (length <= 0) {
            closing |= length < 0 && Libc.errno() == Errno.EBADF.code();
            return false;
        }
        int type = DhcpGlance.type(memory.buffer(), (int) length);
        if (type != 0) {
            listener.passed(fromGuest, type, fromGuest ? "" : DhcpGlance.yiaddr(memory.buffer()));
        }
        // A device that is not up yet refuses it, as a cable that nobody holds would lose it.
        Libc.write(to.number(), memory.address(), length);
        return true;
    }

    /** Pulls the plug: the carrier goes. */
    @Override
    public void close() {
        closing = true;
        try {
            if (cable != null) {
                cable.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        inside.close();
    }
}
