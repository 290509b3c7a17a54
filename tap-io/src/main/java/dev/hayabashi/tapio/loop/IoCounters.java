package dev.hayabashi.tapio.loop;

/** The counters behind {@link IoStatistics}: plain fields of one event loop. */
final class IoCounters {
    long bursts;
    long framesRead;
    long framesWritten;
    long wouldBlock;
    long linkDown;
    long noBuffers;
    long tooBig;
    long gone;
    long otherWriteErrors;
    long readErrors;
    int lastErrno;
    long suspensions;
    long exceptionsOfClosed;
    long reattachments;

    IoStatistics snapshot(long exceptionsOfOpen) {
        return new IoStatistics(
                bursts,
                framesRead,
                framesWritten,
                wouldBlock,
                linkDown,
                noBuffers,
                tooBig,
                gone,
                otherWriteErrors,
                readErrors,
                lastErrno,
                suspensions,
                exceptionsOfClosed + exceptionsOfOpen,
                reattachments);
    }
}
