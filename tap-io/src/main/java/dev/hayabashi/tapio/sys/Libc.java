package dev.hayabashi.tapio.sys;

import com.sun.jna.Native;

/**
 * The C library, mapped directly.
 *
 * <p>Every method returns what the C function returns and sets nothing but {@link #errno()}. All arguments are primitives
 * (addresses as {@code long}), so that a call creates no Java object; {@link #open} is the exception and is for set-up
 * only.
 */
public final class Libc {
    public static final int O_RDONLY = 0;
    public static final int O_RDWR = 2;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_CLOEXEC = 0x80000;

    public static final int AF_UNIX = 1;
    public static final int F_SETFD = 2;
    public static final int FD_CLOEXEC = 1;
    public static final int F_SETFL = 4;

    public static final int AF_PACKET = 17;
    public static final int AF_NETLINK = 16;
    public static final int SOCK_STREAM = 1;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;
    public static final int SOCK_NONBLOCK = O_NONBLOCK;
    public static final int SOCK_CLOEXEC = O_CLOEXEC;

    public static final int SOL_SOCKET = 1;
    public static final int SO_SNDBUF = 7;
    public static final int SO_RCVBUF = 8;
    public static final int SO_PEERCRED = 17;
    public static final int SO_RCVTIMEO = 20;
    public static final int SO_SNDBUFFORCE = 32;
    public static final int SO_RCVBUFFORCE = 33;

    public static final int MSG_DONTWAIT = 0x40;
    public static final int MSG_TRUNC = 0x20;

    public static final int CLONE_NEWNET = 0x40000000;

    /** What the linker calls it: found without a search through directories. */
    static final String FILE = "libc.so.6";

    // NATIVE: binds the static native methods below to libc. Thread: whichever loads the class first. open(2),
    // ioctl(2) and syscall(2)
    // are variadic in C and fixed here: on 64-bit Linux ABIs an integer or pointer travels in the same register either
    // way.
    static {
        if (Native.POINTER_SIZE != 8) {
            throw new UnsatisfiedLinkError("a 64-bit JVM on Linux is needed, pointers here have " + Native.POINTER_SIZE
                    + " bytes; install a 64-bit JDK");
        }
        Native.register(Libc.class, FILE);
    }

    private Libc() {}

    /** errno of this thread's last call. JNA saves it before the JVM can run anything else on the thread. */
    public static int errno() {
        return Native.getLastError();
    }

    /** Lets reads of a descriptor that was opened for both directions block, or not: on the open file, whoever shares it. */
    public static void nonBlocking(int fd, boolean on) {
        // NATIVE: fcntl(2) with plain numbers; a descriptor that is not open changes nothing.
        fcntl(fd, F_SETFL, O_RDWR | (on ? O_NONBLOCK : 0));
    }

    public static native int open(String path, int flags, int mode);

    public static native int close(int fd);

    public static native int ioctl(int fd, long request, long argument);

    public static native int socket(int domain, int type, int protocol);

    public static native int bind(int fd, long address, int length);

    public static native int listen(int fd, int backlog);

    public static native int accept4(int fd, long address, long lengthAddress, int flags);

    public static native int connect(int fd, long address, int length);

    public static native int getsockname(int fd, long address, long lengthAddress);

    public static native int setsockopt(int fd, int level, int option, long value, int length);

    public static native int getsockopt(int fd, int level, int option, long value, long lengthAddress);

    public static native long read(int fd, long buffer, long length);

    public static native long write(int fd, long buffer, long length);

    public static native long send(int fd, long buffer, long length, int flags);

    public static native long recv(int fd, long buffer, long length, int flags);

    public static native long recvmsg(int fd, long message, int flags);

    public static native int setns(int fd, int kind);

    public static native int unshare(int flags);

    public static native int fcntl(int fd, int command, int argument);

    /** A call that the C library has no function for. */
    public static native long syscall(long number, long a, long b, long c, long d, long e, long f);

    public static native int geteuid();

    public static native int getegid();
}
