package dev.hayabashi.tapio.sys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Asks the kernel whether this process may use io_uring, and whether its io_uring can do what we use, by a ring that is closed
 * at once. What cannot be told from the version: a sysctl, a seccomp filter or a distribution may say no on any.
 */
public final class IoUringProbe {
    // The same numbers on every architecture that is younger than the calls.
    private static final long SYS_IO_URING_SETUP = 425;
    private static final long SYS_IO_URING_ENTER = 426;
    private static final long SYS_IO_URING_REGISTER = 427;

    private static final long REGISTER_PROBE = 8;
    // struct io_uring_params.
    private static final int PARAMS_BYTES = 120;
    private static final int PARAMS_CQ_ENTRIES = 4;
    private static final int PARAMS_FLAGS = 8;
    private static final int SETUP_CQSIZE = 1 << 3;

    // struct io_uring_probe: a head, then for each operation its number, a reserved byte, flags and four bytes more.
    private static final int OPS = 64;
    private static final int PROBE_HEAD_BYTES = 16;
    private static final int OP_BYTES = 8;
    private static final int OP_FLAGS = 2;
    private static final int OP_SUPPORTED = 1;

    // Younger than all else that is used: whoever has it has the rest.
    private static final int YOUNGEST = UringOps.READ_MULTISHOT;

    private IoUringProbe() {}

    /**
     * What keeps this process from it; empty when nothing does.
     *
     * @param entries how many operations the ring is to take: kernels of our days count its memory against RLIMIT_MEMLOCK
     * @param completions how many results it is to hold
     */
    public static Optional<IoUringObstacle> obstacle(int entries, int completions) {
        String sysctl = text("sys/" + IoUringObstacle.SYSCTL.replace('.', '/')).orElse("0");
        NativeMemory params = NativeMemory.allocate(PARAMS_BYTES);
        params.buffer().putInt(PARAMS_CQ_ENTRIES, completions).putInt(PARAMS_FLAGS, SETUP_CQSIZE);
        // NATIVE: io_uring_setup(entries, params), which fills in the rest; errno is set on -1 and saved by JNA.
        // Thread:
        // any.
        int ring = (int) Libc.syscall(SYS_IO_URING_SETUP, entries, params.address(), 0, 0, 0, 0);
        if (ring < 0) {
            return Optional.of(refused(Libc.errno(), sysctl));
        }
        try {
            return obstacle(ring, sysctl);
        } finally {
            // NATIVE: close(2) of the ring that was made above; nobody else knows of it.
            Libc.close(ring);
        }
    }

    private static Optional<IoUringObstacle> obstacle(int ring, String sysctl) {
        NativeMemory probe = NativeMemory.allocate(PROBE_HEAD_BYTES + OPS * OP_BYTES);
        // NATIVE: io_uring_register(ring, IORING_REGISTER_PROBE, probe, OPS) fills zeroed memory of that many; errno as
        // above.
        if (Libc.syscall(SYS_IO_URING_REGISTER, ring, REGISTER_PROBE, probe.address(), OPS, 0, 0) < 0) {
            return Optional.of(refused(Libc.errno(), sysctl));
        }
        int flags = probe.buffer().getShort(PROBE_HEAD_BYTES + YOUNGEST * OP_BYTES + OP_FLAGS);
        if ((flags & OP_SUPPORTED) == 0) {
            return Optional.of(
                    IoUringObstacle.ofOldKernel(text("sys/kernel/osrelease").orElse("(unknown)")));
        }
        // NATIVE: io_uring_enter(ring, 0, 0, 0): submits nothing, waits for nothing; errno as above.
        if (Libc.syscall(SYS_IO_URING_ENTER, ring, 0, 0, 0, 0, 0) < 0) {
            return Optional.of(refused(Libc.errno(), sysctl));
        }
        return Optional.empty();
    }

    private static IoUringObstacle refused(int errno, String sysctl) {
        boolean filtered = text("self/status")
                .map(status -> status.contains("\nSeccomp:\t2"))
                .orElse(false);
        return IoUringObstacle.ofSetup(errno, sysctl, filtered);
    }

    private static Optional<String> text(String name) {
        try {
            return Optional.of(Files.readString(Path.of("/proc").resolve(name)).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
