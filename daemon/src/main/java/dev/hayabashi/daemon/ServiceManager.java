package dev.hayabashi.daemon;

import dev.hayabashi.tapio.sys.Libc;
import dev.hayabashi.tapio.sys.NativeFd;
import dev.hayabashi.tapio.sys.NativeMemory;
import dev.hayabashi.tapio.sys.TapIoException;
import dev.hayabashi.tapio.sys.UnixSockets;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how the daemon is, as sd_notify(3) does: a datagram to the socket that {@code $NOTIFY_SOCKET} names. Without
 * that variable nobody wants to know.
 */
public final class ServiceManager {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);

    private final @Nullable String socket;

    private ServiceManager(@Nullable String socket) {
        this.socket = socket;
    }

    /** The service manager that started this process, if one did. */
    public static ServiceManager ofThisProcess() {
        return new ServiceManager(Optional.ofNullable(System.getenv("NOTIFY_SOCKET"))
                .filter(path -> !path.isEmpty())
                .orElse(null));
    }

    /** The daemon serves now; {@code status} is one line for {@code systemctl status}. */
    public void ready(String status) {
        tell("READY=1\nSTATUS=" + status);
    }

    /** The daemon is about to stop. */
    public void stopping() {
        tell("STOPPING=1");
    }

    /** Another process of this service is the daemon now. */
    public void mainProcess(int pid) {
        tell("MAINPID=" + pid);
    }

    private void tell(String state) {
        if (socket == null) {
            return;
        }
        byte[] text = state.getBytes(StandardCharsets.UTF_8);
        NativeMemory memory = NativeMemory.allocate(text.length);
        memory.buffer().put(0, text);
        try (NativeFd fd = UnixSockets.connect(socket, Libc.SOCK_DGRAM)) {
            // NATIVE: write(2) sets errno when it returns -1; the fence keeps `memory` until after the call.
            if (Libc.write(fd.number(), memory.address(), text.length) < 0) {
                LOG.warn("the service manager was not told {}: errno {}", state, Libc.errno());
            }
        } catch (TapIoException | IllegalArgumentException e) {
            LOG.warn("the service manager was not told {}: {}", state, e.getMessage());
        } finally {
            Reference.reachabilityFence(memory);
        }
    }
}
