package dev.hayabashi.tapio.stream;

import dev.hayabashi.tapio.sys.NativeFd;

/** An accepted connection; whoever is handed it closes it. */
public final class StreamConnection implements AutoCloseable {
    private final NativeFd fd;
    private final StreamPeer peer;

    StreamConnection(NativeFd fd, StreamPeer peer) {
        this.fd = fd;
        this.peer = peer;
    }

    /** Goes on with a connection of another process. */
    public static StreamConnection takeOver(NativeFd fd, StreamPeer peer) {
        return new StreamConnection(fd, peer);
    }

    public StreamPeer peer() {
        return peer;
    }

    /** Number of the descriptor. */
    public int number() {
        return fd.number();
    }

    @Override
    public void close() {
        fd.close();
    }
}
