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

    public StreamPeer peer() {
        return peer;
    }

    int number() {
        return fd.number();
    }

    @Override
    public void close() {
        fd.close();
    }
}
