package dev.hayabashi.tapio.netlink;

import dev.hayabashi.tapio.sys.Errno;
import dev.hayabashi.tapio.sys.Libc;
import dev.hayabashi.tapio.sys.NativeCallException;
import dev.hayabashi.tapio.sys.NativeFd;
import dev.hayabashi.tapio.sys.NativeMemory;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * A blocking netlink socket: a request, its replies, its acknowledgement. Belongs to the network namespace of the thread that
 * opened it. Not thread-safe.
 */
final class NetlinkSocket implements AutoCloseable {
    private static final int RECEIVE_BYTES = 64 * 1024;
    private static final int SEND_BYTES = 2048;
    private static final long TIMEOUT_SECONDS = 10;

    private final NativeFd fd;
    private final NativeMemory received = NativeMemory.allocate(RECEIVE_BYTES);
    private final NativeMemory sent = NativeMemory.allocate(SEND_BYTES);
    private int sequence;

    private NetlinkSocket(NativeFd fd) {
        this.fd = fd;
    }

    /** A socket for links, addresses and traffic control. */
    static NetlinkSocket open() {
        return open(Rtnl.NETLINK_ROUTE);
    }

    /** @param family such as {@link Rtnl#NETLINK_ROUTE} */
    static NetlinkSocket open(int family) {
        NativeFd fd = NativeFd.socket("socket(AF_NETLINK)", "netlink", Libc.AF_NETLINK, Libc.SOCK_RAW, family);
        // Both only make errors more telling: a kernel without them still answers with errno.
        fd.trySetOption(Rtnl.SOL_NETLINK, Rtnl.NETLINK_EXT_ACK, 1);
        fd.trySetOption(Rtnl.SOL_NETLINK, Rtnl.NETLINK_CAP_ACK, 1);
        NativeMemory timeout = NativeMemory.allocate(16);
        timeout.buffer().putLong(0, TIMEOUT_SECONDS);
        fd.trySetOption(Libc.SOL_SOCKET, Libc.SO_RCVTIMEO, timeout, 16);
        return new NetlinkSocket(fd);
    }

    /**
     * Sends a request and waits for its acknowledgement.
     *
     * @param call name for the error message
     * @param device what it is about
     * @throws NativeCallException with the kernel's own text when it refuses
     */
    void request(String call, String device, Request request) {
        Outcome outcome = tryRequest(request);
        if (outcome.error() != 0) {
            throw NativeCallException.of(call, device, outcome.error(), outcome.text());
        }
    }

    /** As {@link #request}, but hands the kernel's answer back: errno (positive, 0 for success) and text. */
    Outcome tryRequest(Request request) {
        return exchange(request, Rtnl.NLM_F_ACK, walk -> {});
    }

    /** Sends a request that is answered with messages, then an acknowledgement. */
    Outcome query(Request request, Consumer<MessageWalk> reply) {
        return exchange(request, Rtnl.NLM_F_ACK, reply);
    }

    /** Sends a dump request; {@code reply} sees each message. */
    Outcome dump(Request request, Consumer<MessageWalk> reply) {
        return exchange(request, Rtnl.NLM_F_DUMP, reply);
    }

    /**
     * @param error positive errno, 0 for success
     * @param text the kernel's own words, or empty
     */
    record Outcome(int error, String text) {}

    private Outcome exchange(Request request, int flags, Consumer<MessageWalk> reply) {
        send(request, flags);
        while (true) {
            int bytes = receive();
            MessageWalk walk = new MessageWalk(received.buffer(), bytes);
            while (walk.next()) {
                if (walk.sequence() != sequence) {
                    continue;
                }
                switch (walk.type()) {
                    case Rtnl.NLMSG_ERROR, Rtnl.NLMSG_DONE -> {
                        return new Outcome(-walk.error(), walk.errorText());
                    }
                    case Rtnl.NLMSG_NOOP -> {
                        // Padding.
                    }
                    default -> reply.accept(walk);
                }
            }
            if (walk.malformed()) {
                return new Outcome(Errno.EIO.code(), "the kernel's answer is cut short");
            }
        }
    }

    private void send(Request request, int flags) {
        ByteBuffer message = request.finish(++sequence, flags);
        int length = message.remaining();
        sent.buffer().clear().put(message);
        // NATIVE: send(2) copies `sent` within the call and sets errno when it returns -1.
        if (Libc.send(fd.number(), sent.address(), length, 0) < 0) {
            throw NativeCallException.of("send", "rtnetlink", Libc.errno());
        }
    }

    private int receive() {
        while (true) {
            // NATIVE: recv(2) fills `received` within the call, bounded by SO_RCVTIMEO; errno is set on -1. MSG_TRUNC
            // makes
            // it return the datagram's full length, so that a cut is noticed.
            long bytes = Libc.recv(fd.number(), received.address(), RECEIVE_BYTES, Libc.MSG_TRUNC);
            if (bytes > RECEIVE_BYTES) {
                throw NativeCallException.of("recv", "rtnetlink", Errno.EMSGSIZE.code());
            }
            if (bytes >= 0) {
                return (int) bytes;
            }
            int errno = Libc.errno();
            if (errno != Errno.EINTR.code()) {
                int code = errno == Errno.EAGAIN.code() ? Errno.ETIMEDOUT.code() : errno;
                throw NativeCallException.of("recv", "rtnetlink", code);
            }
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
