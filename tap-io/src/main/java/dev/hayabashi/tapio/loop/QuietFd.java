package dev.hayabashi.tapio.loop;

import dev.hayabashi.tapio.sys.Errno;
import dev.hayabashi.tapio.sys.Libc;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;

/**
 * read(2) and write(2) that answer with a negative errno instead of an exception.
 *
 * <p>Netty's JNI call is the faster way and throws on errors; JNA's is slower and does not. After an error this takes the
 * slower one until {@link #TRUST_AFTER} calls in a row have succeeded, so that exceptions are at most one in so many
 * calls. EAGAIN is no error for either.
 */
public final class QuietFd {
    /** Calls that must succeed before an exception is risked again. */
    static final int TRUST_AFTER = 4096;

    private final FileDescriptor fd;
    private final int number;
    private int distrustReads;
    private int distrustWrites;
    // Whether the last careful read found nothing to read, as opposed to the end of the file.
    private boolean wouldBlock;
    private long exceptions;

    /** @param number an open descriptor; its owner closes it, after the last call here */
    public QuietFd(int number) {
        this.fd = new FileDescriptor(number);
        this.number = number;
    }

    /** For registering with epoll. */
    public FileDescriptor descriptor() {
        return fd;
    }

    /**
     * read(2).
     *
     * @return bytes read, 0 when nothing waits (EAGAIN), or a negative errno
     */
    public int read(long address, int capacity) {
        if (distrustReads > 0) {
            return readCarefully(address, capacity);
        }
        try {
            // NATIVE: Netty's read(2) into memory of the caller that outlives the call; 0 is EAGAIN, -1 is end of file.
            return Math.max(0, fd.readAddress(address, 0, capacity));
        } catch (IOException | NotYetConnectedException e) {
            exceptions++;
            distrustReads = TRUST_AFTER;
            return -errno(e);
        }
    }

    /** As {@link #read}, and -EPIPE at the end of the file: for sockets, whose peer may leave. */
    public int readStream(long address, int capacity) {
        if (distrustReads > 0) {
            int bytes = readCarefully(address, capacity);
            return bytes == 0 && !wouldBlock ? -Errno.EPIPE.code() : bytes;
        }
        try {
            // NATIVE: as in read.
            int bytes = fd.readAddress(address, 0, capacity);
            return bytes < 0 ? -Errno.EPIPE.code() : bytes;
        } catch (IOException | NotYetConnectedException e) {
            exceptions++;
            distrustReads = TRUST_AFTER;
            return -errno(e);
        }
    }

    private int readCarefully(long address, int capacity) {
        // NATIVE: read(2) into memory of the caller; sets errno when it returns -1; event loop thread only.
        long bytes = Libc.read(number, address, capacity);
        if (bytes < 0) {
            int errno = Libc.errno();
            wouldBlock = errno == Errno.EAGAIN.code();
            if (wouldBlock) {
                return 0;
            }
            distrustReads = TRUST_AFTER;
            return -errno;
        }
        distrustReads--;
        wouldBlock = false;
        return (int) bytes;
    }

    /**
     * write(2).
     *
     * @return bytes written, or a negative errno (EAGAIN among them)
     */
    public int write(long address, int bytes) {
        if (distrustWrites > 0) {
            return writeCarefully(address, bytes);
        }
        try {
            // NATIVE: Netty's write(2) from memory of the caller that outlives the call; 0 is EAGAIN.
            int written = fd.writeAddress(address, 0, bytes);
            return written > 0 ? written : -Errno.EAGAIN.code();
        } catch (IOException | NotYetConnectedException e) {
            exceptions++;
            distrustWrites = TRUST_AFTER;
            return -errno(e);
        }
    }

    private int writeCarefully(long address, int bytes) {
        // NATIVE: write(2) from memory of the caller; sets errno when it returns -1; event loop thread only.
        long written = Libc.write(number, address, bytes);
        if (written < 0) {
            distrustWrites = TRUST_AFTER;
            return -Libc.errno();
        }
        distrustWrites--;
        return (int) written;
    }

    private static int errno(Exception e) {
        if (e instanceof Errors.NativeIoException failure) {
            return Math.abs(failure.expectedErr());
        }
        // Netty turns these three numbers into exceptions of their own.
        return e instanceof ClosedChannelException ? Errno.EBADF.code() : Errno.ENXIO.code();
    }

    /** Exceptions so far. */
    public long exceptions() {
        return exceptions;
    }
}
