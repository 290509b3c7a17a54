package dev.hayabashi.tapio.sys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A named network namespace, as {@code ip netns} keeps them, or the one that the process runs in.
 *
 * <p>setns(2) changes one kernel thread for good. Work in another namespace is therefore done by a thread of its own that
 * ends with the work; the event loop's thread never changes namespace.
 */
public final class NetNamespace implements AutoCloseable {
    private static final Path DIRECTORY = Path.of("/run/netns");

    private final NativeFd fd;
    private final String name;

    private NetNamespace(NativeFd fd, String name) {
        this.fd = fd;
        this.name = name;
    }

    /**
     * Opens {@code /run/netns/NAME}.
     *
     * @throws NativeCallException when there is no such namespace
     */
    public static NetNamespace named(String name) {
        return new NetNamespace(NativeFd.open(DIRECTORY.resolve(name).toString(), Libc.O_RDONLY), name);
    }

    /** True when {@code ip netns} lists a namespace of this name. */
    public static boolean exists(String name) {
        return Files.exists(DIRECTORY.resolve(name));
    }

    /** Takes over a namespace descriptor, such as the one that TUNGETDEVNETNS returns. */
    public static NetNamespace ofDescriptor(int number, String name) {
        return new NetNamespace(NativeFd.adopt(number, name), name);
    }

    /** True when it is the one that the calling thread is in. */
    public boolean isOurs() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(fd.number())))
                    .equals(Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")));
        } catch (IOException e) {
            throw new UncheckedIOException("/proc is needed to tell network namespaces apart", e);
        }
    }

    /** Descriptor of the namespace, for IFLA_NET_NS_FD. */
    public int descriptor() {
        return fd.number();
    }

    /** Name for messages. */
    public String name() {
        return name;
    }

    /**
     * Runs {@code work} on a short-lived thread inside this namespace and waits for it. Sockets opened and
     * {@code /proc/sys/net} files written there belong to the namespace.
     *
     * @throws NativeCallException when the namespace cannot be entered
     */
    public <T> T call(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> complete(result, work), "netns-" + name);
        thread.setDaemon(true);
        thread.start();
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("in network namespace " + name, e.getCause());
        }
    }

    private <T> void complete(CompletableFuture<T> result, Callable<T> work) {
        try {
            // NATIVE: setns(2) moves this kernel thread only; the thread ends with the work. errno is set on -1.
            if (Libc.setns(fd.number(), Libc.CLONE_NEWNET) < 0) {
                throw NativeCallException.of("setns", name, Libc.errno());
            }
            result.complete(work.call());
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
