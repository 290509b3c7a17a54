package dev.hayabashi.daemon.doctor;

import dev.hayabashi.tapio.sys.Errno;
import dev.hayabashi.tapio.sys.IoUringProbe;
import java.util.List;

/** Whether the kernel lets the daemon use io_uring. Without it epoll does the same work with more system calls. */
final class IoUringCheck implements Check {
    private static final String KEY = "kernel.io_uring_disabled";

    @Override
    public String name() {
        return "io-uring";
    }

    @Override
    public List<Finding> look(Surroundings around) {
        String disabled = around.sysctl(KEY).orElse("0");
        if (disabled.equals("2") || disabled.equals("1")) {
            String whom = disabled.equals("2") ? "everybody" : "who is not root or in kernel.io_uring_group";
            return List.of(Finding.warn(
                    name(),
                    KEY + " is " + disabled + ": io_uring is switched off for " + whom + "; epoll is used instead",
                    "sysctl -w " + KEY + "=0"));
        }
        int error = IoUringProbe.errno();
        if (error == 0) {
            return List.of(Finding.ok(name(), "the kernel lets us use io_uring"));
        }
        String why = error == Errno.ENOSYS.code()
                ? "this kernel is built without io_uring"
                : error == Errno.EPERM.code()
                        ? "a seccomp filter forbids io_uring, as container engines do"
                        : "io_uring_setup failed with errno " + error;
        return List.of(Finding.warn(name(), why + "; epoll is used instead"));
    }
}
