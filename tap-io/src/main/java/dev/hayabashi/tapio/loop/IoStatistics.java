package dev.hayabashi.tapio.loop;

/**
 * What a port's descriptor has done since the port was attached. Written by the event loop that owns it and read there; what relay
 * loops do by themselves is not in here.
 *
 * @param bursts wake-ups that found the descriptor readable
 * @param framesRead frames handed to the bridge
 * @param framesWritten frames that the kernel took
 * @param wouldBlock writes that met EAGAIN
 * @param linkDown writes refused because the link is down (known, EIO or ENETDOWN)
 * @param noBuffers writes that met ENOBUFS or ENOMEM
 * @param tooBig writes that met EMSGSIZE
 * @param gone writes to a netdev that does not exist any more
 * @param otherWriteErrors writes that met any other errno
 * @param readErrors reads that met an errno other than EAGAIN
 * @param lastErrno the last errno of either direction, 0 for none
 * @param suspensions times that the descriptor was taken off epoll for a second because it only failed
 * @param exceptions Java exceptions that errors have cost
 * @param reattachments times that the port found its netdev again
 */
public record IoStatistics(
        long bursts,
        long framesRead,
        long framesWritten,
        long wouldBlock,
        long linkDown,
        long noBuffers,
        long tooBig,
        long gone,
        long otherWriteErrors,
        long readErrors,
        int lastErrno,
        long suspensions,
        long exceptions,
        long reattachments) {}
