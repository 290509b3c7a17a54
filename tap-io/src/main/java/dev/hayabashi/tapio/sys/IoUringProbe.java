package dev.hayabashi.tapio.sys;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/** Asks the kernel whether this process may use io_uring, without making a ring. */
public final class IoUringProbe {
    // The same number on every architecture that is younger than the call.
    private static final long SYS_IO_URING_SETUP = 425;

    private IoUringProbe() {}

    /** 0 when it may; else the errno: ENOSYS without io_uring in the kernel, EPERM where a sysctl or seccomp forbids it. */
    public static int errno() {
        Function syscall = NativeLibrary.getInstance(Libc.FILE).getFunction("syscall");
        // NATIVE: io_uring_setup(0, NULL). Permission is checked first; then both arguments are wrong, so nothing is
        // made.
        // errno is set on -1 and saved by JNA. Thread: any.
        syscall.invokeLong(new Object[] {SYS_IO_URING_SETUP, 0L, 0L});
        int errno = Native.getLastError();
        return errno == Errno.EINVAL.code() || errno == Errno.EFAULT.code() ? 0 : errno;
    }
}
