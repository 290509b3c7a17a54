package dev.hayabashi.tapio.sys;

import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/** Unix sockets as descriptors: what java.nio has too, but does not give the number of. */
public final class UnixSockets {
    private UnixSockets() {}

    /**
     * A stream socket bound to a path; it takes no connections before {@link #listen}.
     *
     * @throws NativeCallException EADDRINUSE when the path exists, ENOENT or EACCES for its directory
     */
    public static NativeFd bind(String path) {
        UnixAddress address = UnixAddress.of(path);
        NativeFd fd = NativeFd.socket("socket(AF_UNIX)", path, Libc.AF_UNIX, Libc.SOCK_STREAM | Libc.SOCK_NONBLOCK, 0);
        try {
            // NATIVE: bind(2) sets errno when it returns -1; the fence keeps the address until after the call.
            if (Libc.bind(fd.number(), address.memory().address(), address.bytes()) < 0) {
                throw NativeCallException.of("bind(AF_UNIX)", path, Libc.errno());
            }
            return fd;
        } catch (RuntimeException e) {
            fd.close();
            throw e;
        } finally {
            Reference.reachabilityFence(address);
        }
    }

    /** Lets others connect. */
    public static void listen(NativeFd fd, String path, int backlog) {
        // NATIVE: listen(2) sets errno when it returns -1.
        if (Libc.listen(fd.number(), backlog) < 0) {
            throw NativeCallException.of("listen", path, Libc.errno());
        }
    }

    /**
     * Connects, to a socket of the given type.
     *
     * @param type {@link Libc#SOCK_STREAM} or {@link Libc#SOCK_DGRAM}
     * @throws NativeCallException ECONNREFUSED when nobody listens there, ENOENT when there is no such file
     */
    public static NativeFd connect(String path, int type) {
        UnixAddress address = UnixAddress.of(path);
        NativeFd fd = NativeFd.socket("socket(AF_UNIX)", path, Libc.AF_UNIX, type, 0);
        try {
            // NATIVE: connect(2) sets errno when it returns -1; the fence keeps the address until after the call. For a
            // unix socket it blocks only while the listener's backlog is full.
            if (Libc.connect(fd.number(), address.memory().address(), address.bytes()) < 0) {
                throw NativeCallException.of("connect", path, Libc.errno());
            }
            return fd;
        } catch (RuntimeException e) {
            fd.close();
            throw e;
        } finally {
            Reference.reachabilityFence(address);
        }
    }

    /**
     * An accepted connection.
     *
     * @param fd non-blocking; the caller closes it
     * @param boundPath path of the other end, or empty
     * @param pid process of the other end; 0 when it cannot be seen from here
     * @param uid its user
     * @param gid its group
     */
    public record Accepted(NativeFd fd, String boundPath, int pid, long uid, long gid) {}

    /** Accepts a connection; null when none waits. */
    public static @Nullable Accepted accept(NativeFd listener, String path) {
        NativeMemory address = UnixAddress.empty();
        NativeMemory length = NativeMemory.ofInt(address.buffer().capacity());
        try {
            // NATIVE: accept4(2) fills address and length, which the fences keep; sets errno when it returns -1.
            int number = Libc.accept4(
                    listener.number(), address.address(), length.address(), Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC);
            if (number < 0) {
                int errno = Libc.errno();
                if (errno == Errno.EAGAIN.code()) {
                    return null;
                }
                throw NativeCallException.of("accept4", path, errno);
            }
            NativeFd fd = NativeFd.adopt(number, path);
            return credentials(fd, UnixAddress.path(address, length.buffer().getInt(0)));
        } finally {
            Reference.reachabilityFence(address);
            Reference.reachabilityFence(length);
        }
    }

    private static Accepted credentials(NativeFd fd, String boundPath) {
        // struct ucred: pid, uid, gid.
        NativeMemory credentials = NativeMemory.allocate(3 * Integer.BYTES);
        NativeMemory size = NativeMemory.ofInt(3 * Integer.BYTES);
        try {
            // NATIVE: getsockopt(2) fills credentials, which the fences keep; without it the peer is nobody, no error.
            Libc.getsockopt(fd.number(), Libc.SOL_SOCKET, Libc.SO_PEERCRED, credentials.address(), size.address());
            return new Accepted(
                    fd,
                    boundPath,
                    credentials.buffer().getInt(0),
                    credentials.buffer().getInt(4) & 0xffff_ffffL,
                    credentials.buffer().getInt(8) & 0xffff_ffffL);
        } finally {
            Reference.reachabilityFence(credentials);
            Reference.reachabilityFence(size);
        }
    }
}
