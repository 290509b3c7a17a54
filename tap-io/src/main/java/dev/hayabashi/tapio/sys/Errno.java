package dev.hayabashi.tapio.sys;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The errno values that this module's system calls can set, with the numbers of Linux's generic errno.h. */
public enum Errno {
    EPERM(1, "operation not permitted"),
    ENOENT(2, "no such file or directory"),
    ESRCH(3, "no such process"),
    EINTR(4, "interrupted system call"),
    EIO(5, "input/output error"),
    ENXIO(6, "no such device or address"),
    EBADF(9, "bad file descriptor"),
    EAGAIN(11, "resource temporarily unavailable"),
    ENOMEM(12, "out of memory"),
    EACCES(13, "permission denied"),
    EFAULT(14, "bad address"),
    EBUSY(16, "device or resource busy"),
    EEXIST(17, "already exists"),
    ENODEV(19, "no such device"),
    EINVAL(22, "invalid argument"),
    ENFILE(23, "too many open files in the system"),
    EMFILE(24, "too many open files in this process"),
    ENOTTY(25, "inappropriate ioctl for device"),
    ENOSPC(28, "no space left"),
    EPIPE(32, "broken pipe"),
    ERANGE(34, "out of range"),
    ENOSYS(38, "function not implemented by this kernel"),
    EPROTO(71, "protocol error"),
    EBADFD(77, "file descriptor in bad state"),
    EMSGSIZE(90, "message too long"),
    ENOPROTOOPT(92, "protocol option not available"),
    EPROTONOSUPPORT(93, "protocol not supported"),
    EOPNOTSUPP(95, "operation not supported"),
    EAFNOSUPPORT(97, "address family not supported"),
    EADDRINUSE(98, "address already in use"),
    EADDRNOTAVAIL(99, "address not available"),
    ENETDOWN(100, "network is down"),
    ENETUNREACH(101, "network is unreachable"),
    ENOBUFS(105, "no buffer space available"),
    ECONNRESET(104, "connection reset by peer"),
    ENOTCONN(107, "not connected"),
    ETIMEDOUT(110, "timed out"),
    ECONNREFUSED(111, "connection refused"),
    /** Any number that has no name here; the exception still carries the number. */
    UNKNOWN(0, "unknown error");

    private static final Map<Integer, Errno> BY_CODE =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(Errno::code, Function.identity()));

    private final int code;
    private final String text;

    Errno(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /** The errno with this number, or {@link #UNKNOWN}. */
    public static Errno of(int code) {
        return BY_CODE.getOrDefault(code, UNKNOWN);
    }

    /** Positive number as in errno.h. */
    public int code() {
        return code;
    }

    /** What the name means, in lower case. */
    public String text() {
        return text;
    }
}
