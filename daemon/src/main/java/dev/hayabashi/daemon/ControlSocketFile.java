package dev.hayabashi.daemon;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file of the control socket and the lock beside it, by which one daemon at a time serves a socket. The lock goes with
 * the process, however that ends; the socket file of a killed daemon is recognised as stale by it.
 */
final class ControlSocketFile implements AutoCloseable {
    private final Path socket;
    private final Path lockPath;
    private final FileChannel lockFile;

    private ControlSocketFile(Path socket, Path lockPath, FileChannel lockFile) {
        this.socket = socket;
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
            return new ControlSocketFile(socket, lockPath, file);
        } catch (IOException e) {
            throw new StartException(
                    "the control socket " + socket + " cannot be used: " + e,
                    "choose another place with --socket, or run as root");
        }
    }

    /**
     * Lets the owner, and a group if one is named, use the socket, and nobody else.
     *
     * @throws StartException when there is no such group
     */
    void restrict(Optional<String> group) throws StartException {
        try {
            PosixFileAttributeView view = Files.getFileAttributeView(socket, PosixFileAttributeView.class);
            if (group.isPresent()) {
                GroupPrincipal principal =
                        socket.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(group.get());
                view.setGroup(principal);
            }
            view.setPermissions(PosixFilePermissions.fromString(group.isPresent() ? "rw-rw----" : "rw-------"));
        } catch (IOException e) {
            throw new StartException(
                    "the control socket cannot be given to group '" + group.orElse("") + "': " + e,
                    "name a group that exists under `control: {group: …}`");
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(lockPath);
            lockFile.close();
        } catch (IOException e) {
            // The process ends; what is left is recognised as stale by the next one.
            org.slf4j.LoggerFactory.getLogger(ControlSocketFile.class).debug("closing {}", socket, e);
        }
    }
}
