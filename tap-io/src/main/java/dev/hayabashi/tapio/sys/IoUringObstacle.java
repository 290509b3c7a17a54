package dev.hayabashi.tapio.sys;

import java.util.Optional;

/**
 * What keeps this process from io_uring.
 *
 * @param reason a sentence without an end
 * @param mend the command that takes it away, to be run as root; empty when no single command does
 * @param hint the same as advice in words; never empty
 */
public record IoUringObstacle(String reason, Optional<String> mend, String hint) {
    /** Name of the switch in sysctl(8). */
    public static final String SYSCTL = "kernel.io_uring_disabled";

    private static final String FOR_EVERYBODY = "2";
    private static final String ENABLE = "sysctl -w " + SYSCTL + "=0";

    /** The switch is what the kernel looks at first, and {@code 2} leaves no exception. */
    public static Optional<IoUringObstacle> ofSysctl(String value) {
        return value.equals(FOR_EVERYBODY)
                ? Optional.of(mended(SYSCTL + " is 2: io_uring is switched off for everybody"))
                : Optional.empty();
    }

    /**
     * io_uring_setup(2) was refused.
     *
     * @param errno what it said
     * @param sysctl the value of {@value #SYSCTL}; 0 where the kernel has none
     * @param filtered a seccomp filter looks at this process's calls
     */
    static IoUringObstacle ofSetup(int errno, String sysctl, boolean filtered) {
        if (errno == Errno.EPERM.code() && !sysctl.equals("0")) {
            return ofSysctl(sysctl)
                    .orElseGet(() -> mended(SYSCTL + " is " + sysctl
                            + ": io_uring is switched off for who has not CAP_SYS_ADMIN and is not in"
                            + " kernel.io_uring_group"));
        }
        if (filtered && (errno == Errno.EPERM.code() || errno == Errno.ENOSYS.code())) {
            return of(
                    "a seccomp filter forbids io_uring, as container engines do",
                    "let io_uring_setup, io_uring_enter and io_uring_register through; see docs/recipes/container.md");
        }
        if (errno == Errno.ENOMEM.code()) {
            return of(
                    "RLIMIT_MEMLOCK leaves no room for a ring, or memory is short",
                    "raise it to 8 MiB: LimitMEMLOCK= of a unit, --ulimit memlock=8388608 of a container, ulimit -l 8192");
        }
        if (errno == Errno.ENOSYS.code()) {
            return of("this kernel is built without io_uring", "it takes Linux 6.7 with CONFIG_IO_URING");
        }
        return of(
                "the kernel refuses io_uring: " + Errno.of(errno).text() + " (errno " + errno + ")",
                "see io_uring_setup(2)");
    }

    /** A ring can be made, and lacks what we need of it. */
    static IoUringObstacle ofOldKernel(String release) {
        return of("io_uring of Linux " + release + " has no multishot read", "it takes Linux 6.7");
    }

    /** A ring can be made, and the library that would use it does not load. */
    public static IoUringObstacle ofLibrary(String message) {
        return of(
                "Netty's io_uring transport is not available: " + message,
                "Linux on x86-64 or aarch64 is needed, and a java.io.tmpdir without noexec");
    }

    private static IoUringObstacle mended(String reason) {
        return new IoUringObstacle(reason, Optional.of(ENABLE), ENABLE);
    }

    private static IoUringObstacle of(String reason, String hint) {
        return new IoUringObstacle(reason, Optional.empty(), hint);
    }
}
