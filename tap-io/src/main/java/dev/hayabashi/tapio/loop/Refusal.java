package dev.hayabashi.tapio.loop;

import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.tapio.sys.Errno;

/** What a negative errno of a write means to the bridge, and its counter. */
final class Refusal {
    static final int EAGAIN = -Errno.EAGAIN.code();
    private static final int EIO = -Errno.EIO.code();
    private static final int ENETDOWN = -Errno.ENETDOWN.code();
    private static final int ENOBUFS = -Errno.ENOBUFS.code();
    private static final int ENOMEM = -Errno.ENOMEM.code();
    private static final int EMSGSIZE = -Errno.EMSGSIZE.code();
    private static final int EBADF = -Errno.EBADF.code();
    private static final int EBADFD = -Errno.EBADFD.code();
    private static final int ENXIO = -Errno.ENXIO.code();
    private static final int ENODEV = -Errno.ENODEV.code();
    private static final int EPIPE = -Errno.EPIPE.code();
    private static final int ECONNRESET = -Errno.ECONNRESET.code();
    private static final int EPROTO = -Errno.EPROTO.code();

    private Refusal() {}

    static SendResult of(int errno, IoCounters counters) {
        if (errno == EAGAIN) {
            counters.wouldBlock++;
            return SendResult.WOULD_BLOCK;
        }
        counters.lastErrno = -errno;
        if (errno == EIO || errno == ENETDOWN || errno == EPIPE || errno == ECONNRESET) {
            counters.linkDown++;
            return SendResult.LINK_DOWN;
        }
        if (errno == ENOBUFS || errno == ENOMEM) {
            counters.noBuffers++;
            return SendResult.NO_BUFFERS;
        }
        if (errno == EMSGSIZE) {
            counters.tooBig++;
            return SendResult.TOO_BIG;
        }
        if (isGone(errno)) {
            counters.gone++;
            return SendResult.GONE;
        }
        counters.otherWriteErrors++;
        return SendResult.FAILED;
    }

    /** True when the netdev behind the descriptor does not exist any more, or the client of a socket has left. */
    static boolean isGone(int errno) {
        return errno == EBADFD
                || errno == EBADF
                || errno == ENXIO
                || errno == ENODEV
                || errno == EPIPE
                || errno == ECONNRESET
                || errno == EPROTO;
    }
}
