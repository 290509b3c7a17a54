package dev.hayabashi.daemon.takeover;

import dev.hayabashi.tapio.sys.Errno;
import dev.hayabashi.tapio.sys.Libc;
import dev.hayabashi.tapio.sys.NativeFd;
import dev.hayabashi.tapio.sys.NativeMemory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** One end of the connection: JSON behind a length of four octets, and descriptors. Blocks; for one thread at a time. */
final class Wire implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int CHUNK_BYTES = 64 * 1024;

    /** A MAC table of four million addresses takes 90 MB. */
    private static final int MAX_BYTES = 256 * 1024 * 1024;

    /** A greeting comes from whoever may connect. */
    private static final int MAX_HELLO_BYTES = 4096;

    private final NativeFd fd;
    private final Socket socket;
    private final NativeMemory chunk = NativeMemory.allocate(CHUNK_BYTES);

    /** @param fd a connected stream socket, closed by {@link #close} */
    Wire(NativeFd fd) {
        // Loads what is behind Socket.
        Epoll.ensureAvailability();
        this.fd = fd;
        this.socket = new Socket(fd.number());
        Libc.nonBlocking(fd.number(), false);
    }

    /** From now on {@link #receive} waits so long, and no longer. */
    void patience(long millis) {
        // struct timeval: seconds, microseconds.
        NativeMemory time = NativeMemory.allocate(2 * Long.BYTES);
        time.buffer().putLong(0, millis / 1000).putLong(Long.BYTES, TimeUnit.MILLISECONDS.toMicros(millis % 1000));
        fd.trySetOption(Libc.SOL_SOCKET, Libc.SO_RCVTIMEO, time, 2 * Long.BYTES);
    }

    void send(Object message) throws IOException {
        byte[] json = JSON.writeValueAsBytes(message);
        write(ByteBuffer.allocate(Integer.BYTES).putInt(json.length).array());
        write(json);
    }

    private void write(byte[] octets) throws IOException {
        for (int at = 0; at < octets.length; ) {
            int length = Math.min(CHUNK_BYTES, octets.length - at);
            chunk.buffer().put(0, octets, at, length);
            // NATIVE: write(2) from memory of this object; sets errno when it returns -1. A JVM ignores SIGPIPE.
            long written = Libc.write(fd.number(), chunk.address(), length);
            if (written < 0) {
                throw failure("write", Libc.errno());
            }
            at += (int) written;
        }
    }

    /**
     * The next message.
     *
     * @throws EOFException when the other end has closed
     * @throws SocketTimeoutException when nothing came in time
     */
    <T> T receive(Class<T> type) throws IOException {
        return receive(type, MAX_BYTES);
    }

    /** As {@link #receive}, from somebody who is not known yet. */
    Hello receiveHello() throws IOException {
        return receive(Hello.class, MAX_HELLO_BYTES);
    }

    private <T> T receive(Class<T> type, int mostBytes) throws IOException {
        int length = ByteBuffer.wrap(read(Integer.BYTES)).getInt();
        if (length < 0 || length > mostBytes) {
            throw new IOException("a message of " + length + " octets makes no sense");
        }
        try {
            T message = JSON.readValue(read(length), type);
            if (message == null) {
                throw new IOException("what came is no " + type.getSimpleName() + ": null");
            }
            return message;
        } catch (JacksonException e) {
            throw new IOException("what came is no " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
        }
    }

    private byte[] read(int length) throws IOException {
        // No more room than what has come needs: a length alone is to cost nothing.
        byte[] octets = new byte[Math.min(CHUNK_BYTES, length)];
        for (int at = 0; at < length; ) {
            if (at == octets.length) {
                octets = Arrays.copyOf(octets, (int) Math.min(length, 2L * at));
            }
            // NATIVE: read(2) into memory of this object; sets errno when it returns -1.
            long bytes = Libc.read(fd.number(), chunk.address(), Math.min(CHUNK_BYTES, octets.length - at));
            if (bytes < 0) {
                throw failure("read", Libc.errno());
            } else if (bytes == 0) {
                throw new EOFException("the other process has closed the connection");
            }
            chunk.buffer().order(ByteOrder.nativeOrder()).get(0, octets, at, (int) bytes);
            at += (int) bytes;
        }
        return octets;
    }

    private static IOException failure(String call, int errno) {
        if (errno == Errno.EAGAIN.code()) {
            return new SocketTimeoutException("the other process has not answered in time");
        }
        return new IOException(call + " on the hand-over's socket failed with errno " + errno);
    }

    /** Passes descriptors on; they stay open here. */
    void sendDescriptors(List<Integer> descriptors) throws IOException {
        for (int descriptor : descriptors) {
            // NATIVE: Netty's sendmsg(2) with SCM_RIGHTS and one octet of data.
            if (socket.sendFd(descriptor) < 0) {
                throw new IOException("the socket took no descriptor");
            }
        }
    }

    /** The descriptors that the other end has sent. */
    List<NativeFd> receiveDescriptors(long count) throws IOException {
        List<NativeFd> descriptors = new ArrayList<>();
        while (descriptors.size() < count) {
            // NATIVE: Netty's recvmsg(2) with SCM_RIGHTS and one octet of data; -1 for none, 0 for EAGAIN.
            int number = socket.recvFd();
            if (number <= 0) {
                throw new EOFException(descriptors.size() + " of " + count + " descriptors came");
            }
            // NATIVE: fcntl(2) with plain numbers: programs that the daemon starts must not have it.
            Libc.fcntl(number, Libc.F_SETFD, Libc.FD_CLOEXEC);
            descriptors.add(NativeFd.adopt(number, "a descriptor of the other process"));
        }
        return descriptors;
    }

    @Override
    public void close() {
        fd.close();
    }
}
