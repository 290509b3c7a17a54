package dev.hayabashi.daemon.control;

import dev.hayabashi.daemon.api.ApiException;
import io.netty.channel.Channel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;

/**
 * What a client of the control socket may do. The socket's file permission decides who gets a connection; where some may only
 * look, this asks the kernel who is at the other end: SO_PEERCRED for its user and group, SO_PEERGROUPS for its other groups
 * (unix(7)). The credentials are those of the moment of connect(2).
 */
public final class ClientAccess {
    /** What somebody may do. */
    enum Level {
        EVERYTHING,
        LOOK,
        NOTHING
    }

    private static final Logger LOG = LoggerFactory.getLogger(ClientAccess.class);
    private static final AttributeKey<Level> LEVEL = AttributeKey.valueOf("hayabashi.access");
    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERCRED = 17;
    private static final int SO_PEERGROUPS = 59;
    /** {@code struct ucred}: process, user, group. */
    private static final int UCRED_BYTES = 12;

    private static final int UID_OFFSET = 4;
    private static final int GID_OFFSET = 8;
    /** NGROUPS_MAX, 4 octets each: the kernel refuses to fill less than it needs. */
    private static final int GROUPS_BYTES = 65_536 * 4;

    private volatile Rule rule = new Rule(false, 0, -1, -1);

    /**
     * Who may do what.
     *
     * @param isAsked whether credentials are asked for at all
     * @param owner user ID of the daemon
     * @param group group ID whose members may do everything, -1 for none
     * @param readGroup group ID whose members may look, -1 for none
     */
    record Rule(boolean isAsked, int owner, int group, int readGroup) {}

    /** Everybody whom the file permission lets in may do everything; the rule until another one is set. */
    public void byFilePermission() {
        rule = new Rule(false, 0, -1, -1);
    }

    /**
     * Root, the owner and the members of one group may do everything, the members of another may look.
     *
     * @param owner user ID that the daemon runs as
     * @param group group ID, -1 for none
     * @param readGroup group ID
     */
    public void byCredentials(int owner, int group, int readGroup) {
        rule = new Rule(true, owner, group, readGroup);
    }

    /** Why a request is refused; empty when it is not. */
    Optional<ApiException> refusal(HttpServerRequest request) {
        Rule now = rule;
        if (!now.isAsked()) {
            return Optional.empty();
        }
        Level[] level = {Level.NOTHING};
        request.withConnection(connection -> level[0] = level(connection, now));
        String method = request.method().name();
        boolean looks = method.equals("GET") || method.equals("HEAD");
        return switch (level[0]) {
            case EVERYTHING -> Optional.empty();
            case LOOK ->
                looks
                        ? Optional.empty()
                        : Optional.of(new ApiException(
                                403,
                                "you may look and change nothing: " + method
                                        + " is not for members of `control.read-group`",
                                "run it as root or as a member of `control.group`"));
            case NOTHING ->
                Optional.of(new ApiException(
                        403,
                        "you are in neither of the groups that may use this socket",
                        "ask for membership of `control.group` or `control.read-group`, and log in again"));
        };
    }

    private static Level level(Connection connection, Rule rule) {
        Channel channel = connection.channel();
        Level known = channel.attr(LEVEL).get();
        if (known != null) {
            return known;
        }
        // Not by what Epoll's channel has for it: where the kernel lets io_uring, the channel is one of io_uring.
        Level level = channel instanceof UnixChannel socket
                ? of(new Socket(socket.fd().intValue()), rule)
                : Level.NOTHING;
        channel.attr(LEVEL).set(level);
        return level;
    }

    private static Level of(Socket socket, Rule rule) {
        try {
            ByteBuffer peer = option(socket, SO_PEERCRED, UCRED_BYTES);
            ByteBuffer groups = option(socket, SO_PEERGROUPS, GROUPS_BYTES);
            int[] others = new int[GROUPS_BYTES / Integer.BYTES];
            groups.asIntBuffer().get(others);
            return level(rule, peer.getInt(UID_OFFSET), new int[] {peer.getInt(GID_OFFSET)}, others);
        } catch (IOException | RuntimeException e) {
            LOG.warn("a client's credentials cannot be had; it is refused", e);
            return Level.NOTHING;
        }
    }

    private static ByteBuffer option(Socket socket, int name, int bytes) throws IOException {
        ByteBuffer value = ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
        socket.getRawOpt(SOL_SOCKET, name, value);
        return value.flip();
    }

    static Level level(Rule rule, int user, int[] groups, int[] otherGroups) {
        if (user == 0 || user == rule.owner()) {
            return Level.EVERYTHING;
        }
        if (isIn(rule.group(), groups, otherGroups)) {
            return Level.EVERYTHING;
        }
        return isIn(rule.readGroup(), groups, otherGroups) ? Level.LOOK : Level.NOTHING;
    }

    private static boolean isIn(int group, int[] groups, int[] otherGroups) {
        // Behind the last of the other groups there are zeros: group 0 is looked for among the first kind only.
        return group >= 0
                && (Arrays.stream(groups).anyMatch(each -> each == group)
                        || (group != 0 && Arrays.stream(otherGroups).anyMatch(each -> each == group)));
    }
}
