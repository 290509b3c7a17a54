package dev.hayabashi.tapio.sys;

import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicBoolean;

/** A file descriptor that is closed once. Closing from any thread; everything else as the kernel allows. */
public final class NativeFd implements AutoCloseable {
    private final int number;
    private final String device;
    private final AtomicBoolean closed = new AtomicBoolean();

    private NativeFd(int number, String device) {
        this.number = number;
        this.device = device;
    }

    /**
     * Opens a file.
     *
     * @throws NativeCallException when the kernel refuses
     */
    public static NativeFd open(String path, int flags) {
        // NATIVE: open(2) sets errno when it returns -1; JNA copies the path for the length of the call; any thread.
        int fd = Libc.open(path, flags | Libc.O_CLOEXEC, 0);
        if (fd < 0) {
            throw NativeCallException.of("open", path, Libc.errno());
        }
        return new NativeFd(fd, path);
    }

    /**
     * Opens a socket in the calling thread's network namespace.
     *
     * @param what for the error message, such as {@code socket(AF_PACKET)}
     * @throws NativeCallException when the kernel refuses
     */
    public static NativeFd socket(String what, String device, int domain, int type, int protocol) {
        // NATIVE: socket(2) sets errno when it returns -1; any thread.
        int fd = Libc.socket(domain, type | Libc.SOCK_CLOEXEC, protocol);
        if (fd < 0) {
            throw NativeCallException.of(what, device, Libc.errno());
        }
        return new NativeFd(fd, device);
    }

    /** Takes over a descriptor that some call has returned. */
    public static NativeFd adopt(int number, String device) {
        return new NativeFd(number, device);
    }

    /** The number; of no use after {@link #close()}. */
    public int number() {
        return number;
    }

    public boolean isOpen() {
        return !closed.get();
    }

    /**
     * ioctl with a pointer or plain number as argument.
     *
     * @return what the kernel returned, 0 or positive
     * @throws NativeCallException named {@code call} when the kernel refuses
     */
    public int ioctl(String call, String about, long request, long argument) {
        int result = tryIoctl(request, argument);
        if (result < 0) {
            throw NativeCallException.of(call, about, -result);
        }
        return result;
    }

    /** As {@link #ioctl}, but returns the negative errno. */
    public int tryIoctl(long request, long argument) {
        // NATIVE: ioctl(2) sets errno when it returns -1; memory behind `argument` is the caller's and outlives the
        // call.
        int result = Libc.ioctl(number, request, argument);
        return result < 0 ? -Libc.errno() : result;
    }

    /**
     * setsockopt with an int.
     *
     * @return 0, or the negative errno
     */
    public int trySetOption(int level, int option, int value) {
        return trySetOption(level, option, NativeMemory.ofInt(value), Integer.BYTES);
    }

    /**
     * setsockopt with a structure.
     *
     * @param length bytes of the structure, which starts at the start of {@code memory}
     * @return 0, or the negative errno
     */
    public int trySetOption(int level, int option, NativeMemory memory, int length) {
        try {
            // NATIVE: setsockopt(2) sets errno when it returns -1; the fence keeps `memory` until after the call.
            return Libc.setsockopt(number, level, option, memory.address(), length) < 0 ? -Libc.errno() : 0;
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    /**
     * setsockopt with an int.
     *
     * @throws NativeCallException named {@code setsockopt(call)} when the kernel refuses
     */
    public void setOption(String call, int level, int option, int value) {
        int result = trySetOption(level, option, value);
        if (result < 0) {
            throw NativeCallException.of("setsockopt(" + call + ")", device, -result);
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            // NATIVE: close(2); its errno says nothing that could be acted on, the descriptor is gone either way.
            Libc.close(number);
        }
    }

    @Override
    public String toString() {
        return device + " (fd " + number + ")";
    }
}
