package dev.hayabashi.daemon;

import dev.hayabashi.daemon.control.ClientAccess;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file of the control socket and the lock beside it, by which one daemon at a time serves a socket. The lock goes with
 * the process, however that ends; the socket file of a killed daemon is recognised as stale by it.
 *
 * <p>The server binds the socket under another name, and {@link #publish} gives it the one that clients know when the daemon
 * can answer and its rights are set: who can connect is answered.
 */
final class ControlSocketFile implements AutoCloseable {
    private final Path socket;
    private final Path hidden;
    private final Path lockPath;
    private final FileChannel lockFile;

    private ControlSocketFile(Path socket, Path hidden, Path lockPath, FileChannel lockFile) {
        this.socket = socket;
        this.hidden = hidden;
        this.lockPath = lockPath;
        this.lockFile = lockFile;
    }

    /**
     * Takes the lock and removes a stale socket.
     *
     * @throws StartException when another daemon has it, or the directory cannot be used
     */
    static ControlSocketFile claim(Path socket) throws StartException {
        Path lockPath = socket.resolveSibling(socket.getFileName() + ".lock");
        @Nullable FileChannel file = null;
        try {
            Path directory = socket.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            file = FileChannel.open(
                    lockPath, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = file.tryLock();
            if (lock == null) {
                String holder = Files.readString(lockPath).strip();
                file.close();
                throw new StartException(
                        "another hayabashi" + (holder.isEmpty() ? "" : " (pid " + holder + ")") + " serves " + socket,
                        "stop it, or choose another socket with --socket");
            }
            file.truncate(0);
            file.write(StandardCharsets.UTF_8.encode(ProcessHandle.current().pid() + "\n"));
            Files.deleteIfExists(socket);
            Path hidden = hidden(socket);
            Files.deleteIfExists(hidden);
            return new ControlSocketFile(socket, hidden, lockPath, file);
        } catch (IOException e) {
            throw new StartException(
                    "the control socket " + socket + " cannot be used: " + e,
                    "choose another place with --socket, or run as root");
        }
    }

    /** A name of the same length, because the kernel takes 108 octets and no more. */
    private static Path hidden(Path socket) {
        String name = String.valueOf(socket.getFileName());
        return socket.resolveSibling(name.substring(0, name.length() - 1) + (name.endsWith("~") ? "-" : "~"));
    }

    /** Where the server is to bind it. */
    Path bindPath() {
        return hidden;
    }

    /**
     * Lets clients in: the owner and the groups that are named, and nobody else. A file has one group: where both are
     * named its permission lets everybody connect, and {@code access} sends the others away.
     *
     * @param group may do everything
     * @param readGroup may look
     * @param access is told who is who where the file permission alone does not say it
     * @throws StartException when there is no such group
     */
    void publish(Optional<String> group, Optional<String> readGroup, ClientAccess access) throws StartException {
        int readers = give("read-group", readGroup);
        int all = give("group", group);
        try {
            if (readGroup.isEmpty()) {
                access.byFilePermission();
            } else {
                access.byCredentials((Integer) Files.getAttribute(hidden, "unix:uid"), all, readers);
            }
            String others = group.isPresent() && readGroup.isPresent() ? "rw-" : "---";
            String members = group.isPresent() || readGroup.isPresent() ? "rw-" : "---";
            Files.setPosixFilePermissions(hidden, PosixFilePermissions.fromString("rw-" + members + others));
        } catch (IOException e) {
            throw new StartException("the permissions of " + socket + " cannot be set: " + e, "");
        }
        try {
            Files.move(hidden, socket, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StartException(
                    "the control socket " + socket + " cannot be used: " + e, "choose another place with --socket");
        }
    }

    /** Makes the file one of a group; its ID, or -1 without a group. */
    private int give(String key, Optional<String> group) throws StartException {
        if (group.isEmpty()) {
            return -1;
        }
        try {
            GroupPrincipal principal =
                    socket.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(group.get());
            Files.getFileAttributeView(hidden, PosixFileAttributeView.class).setGroup(principal);
            return (Integer) Files.getAttribute(hidden, "unix:gid");
        } catch (IOException e) {
            throw new StartException(
                    "the control socket cannot be given to group '" + group.get() + "': " + e,
                    "name a group that exists under `control: {" + key + ": …}`");
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(hidden);
            Files.deleteIfExists(lockPath);
            lockFile.close();
        } catch (IOException e) {
            // The process ends; what is left is recognised as stale by the next one.
            org.slf4j.LoggerFactory.getLogger(ControlSocketFile.class).debug("closing {}", socket, e);
        }
    }
}
