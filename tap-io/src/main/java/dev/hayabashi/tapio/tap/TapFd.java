package dev.hayabashi.tapio.tap;

import dev.hayabashi.tapio.sys.Libc;
import dev.hayabashi.tapio.sys.NativeCallException;
import dev.hayabashi.tapio.sys.NativeFd;
import dev.hayabashi.tapio.sys.NativeMemory;
import dev.hayabashi.tapio.sys.NetNamespace;
import java.lang.ref.Reference;
import java.util.Optional;

/**
 * A descriptor of /dev/net/tun that is attached to a TAP: non-blocking, one queue, each frame behind a 12-byte virtio-net
 * header, with every offload that the kernel takes.
 */
public final class TapFd implements AutoCloseable {
    private static final int VNET_HEADER_BYTES = 12;

    private static final int[] OFFLOADS = {
        TunIoctl.TUN_F_CSUM
                | TunIoctl.TUN_F_TSO4
                | TunIoctl.TUN_F_TSO6
                | TunIoctl.TUN_F_TSO_ECN
                | TunIoctl.TUN_F_USO4
                | TunIoctl.TUN_F_USO6,
        TunIoctl.TUN_F_CSUM | TunIoctl.TUN_F_TSO4 | TunIoctl.TUN_F_TSO6 | TunIoctl.TUN_F_TSO_ECN,
        TunIoctl.TUN_F_CSUM,
        0
    };

    private final NativeFd fd;
    private final int offloads;

    private TapFd(NativeFd fd, int offloads) {
        this.fd = fd;
        this.offloads = offloads;
    }

    /**
     * Makes a new TAP in the calling thread's namespace and attaches to it. It is down, has no owner yet and ends with the
     * descriptor.
     *
     * @throws NativeCallException EBUSY when a netdev of the name exists
     */
    static TapFd create(String name) {
        return attach(name, TunIoctl.IFF_TUN_EXCL);
    }

    /**
     * Attaches to an existing TAP of the calling thread's namespace.
     *
     * @throws NativeCallException EBUSY when somebody holds it, EINVAL when it is a multi-queue one
     */
    static TapFd attach(String name) {
        return attach(name, 0);
    }

    /** A descriptor that another process has attached, and that it reads no more. */
    static TapFd takeOver(NativeFd fd, String name) {
        try {
            // Nothing changes by this, but the bits cannot be asked for.
            return new TapFd(fd, setOffloads(fd, name));
        } catch (RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    private static TapFd attach(String name, int extraFlags) {
        NativeFd fd = NativeFd.open(TunIoctl.PATH, Libc.O_RDWR | Libc.O_NONBLOCK);
        try {
            InterfaceRequest request = new InterfaceRequest(
                    name, TunIoctl.IFF_TAP | TunIoctl.IFF_NO_PI | TunIoctl.IFF_VNET_HDR | extraFlags);
            ioctl(fd, "TUNSETIFF", name, TunIoctl.TUNSETIFF, request.memory());
            // Sticky on a persistent device and 10 by default: whoever had it before may have set anything.
            ioctl(fd, "TUNSETVNETHDRSZ", name, TunIoctl.TUNSETVNETHDRSZ, NativeMemory.ofInt(VNET_HEADER_BYTES));
            return new TapFd(fd, setOffloads(fd, name));
        } catch (RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    private static int setOffloads(NativeFd fd, String name) {
        int result = 0;
        for (int offloads : OFFLOADS) {
            // NATIVE: TUNSETOFFLOAD takes the bits themselves, no pointer. An older kernel refuses those it does not
            // know.
            result = fd.tryIoctl(TunIoctl.TUNSETOFFLOAD, offloads);
            if (result >= 0) {
                return offloads;
            }
        }
        throw NativeCallException.of("TUNSETOFFLOAD", name, -result);
    }

    private static void ioctl(NativeFd fd, String call, String name, long request, NativeMemory memory) {
        try {
            fd.ioctl(call, name, request, memory.address());
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    void owner(String name, Owner owner) {
        // NATIVE: both take the number itself, no pointer.
        fd.ioctl("TUNSETOWNER", name, TunIoctl.TUNSETOWNER, owner.uid());
        fd.ioctl("TUNSETGROUP", name, TunIoctl.TUNSETGROUP, owner.gid());
    }

    void persistent(String name, boolean persistent) {
        fd.ioctl("TUNSETPERSIST", name, TunIoctl.TUNSETPERSIST, persistent ? 1 : 0);
    }

    /**
     * Raises or lowers the carrier that the netdev shows. Attaching raised it.
     *
     * @return false on kernels before 5.0, which cannot
     */
    public boolean carrier(boolean up) {
        NativeMemory value = NativeMemory.ofInt(up ? 1 : 0);
        try {
            return fd.tryIoctl(TunIoctl.TUNSETCARRIER, value.address()) >= 0;
        } finally {
            Reference.reachabilityFence(value);
        }
    }

    /** Present name of the netdev, wherever it is; empty when it was deleted (EBADFD). */
    public Optional<String> currentName() {
        InterfaceRequest request = new InterfaceRequest("", 0);
        try {
            int result = fd.tryIoctl(TunIoctl.TUNGETIFF, request.memory().address());
            return result < 0 ? Optional.empty() : Optional.of(request.name());
        } finally {
            Reference.reachabilityFence(request);
        }
    }

    /** The network namespace that the netdev is in now; the caller closes it. Empty when deleted, or on an old kernel. */
    public Optional<NetNamespace> currentNamespace(String label) {
        int result = fd.tryIoctl(TunIoctl.TUNGETDEVNETNS, 0);
        return result < 0 ? Optional.empty() : Optional.of(NetNamespace.ofDescriptor(result, label));
    }

    /** TUN_F_ bits that are on. */
    public int offloads() {
        return offloads;
    }

    /** Number of the descriptor, for reading and writing frames. */
    public int number() {
        return fd.number();
    }

    @Override
    public void close() {
        fd.close();
    }
}
