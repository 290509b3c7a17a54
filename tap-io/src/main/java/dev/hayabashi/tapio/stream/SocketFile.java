package dev.hayabashi.tapio.stream;

import dev.hayabashi.tapio.sys.DeviceBusyException;
import dev.hayabashi.tapio.sys.Errno;
import dev.hayabashi.tapio.sys.Libc;
import dev.hayabashi.tapio.sys.NativeCallException;
import dev.hayabashi.tapio.sys.NativeFd;
import dev.hayabashi.tapio.sys.UnfitDeviceException;
import dev.hayabashi.tapio.sys.UnixSockets;
import dev.hayabashi.tapio.tap.Owner;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket in the file system, and the lock beside it ({@code PATH.lock}) by which one daemon at a time serves it. The lock
 * goes with the process however that ends, so that the file of a killed daemon is known to be stale. What somebody else
 * listens on, or a file that is no socket, is never removed.
 */
final class SocketFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SocketFile.class);
    private static final int BACKLOG = 128;

    private final Path path;
    private final Path lockPath;
    private final FileChannel lockFile;
    private final NativeFd fd;

    private SocketFile(Path path, Path lockPath, FileChannel lockFile, NativeFd fd) {
        this.path = path;
        this.lockPath = lockPath;
        this.lockFile = lockFile;
        this.fd = fd;
    }

    /**
     * Makes the socket and listens.
     *
     * @param owner who may connect besides root: the user, and the group when it is not the user's alone
     * @throws dev.hayabashi.tapio.sys.TapIoException when another process serves the path, or it cannot be had
     */
    static SocketFile listen(String path, Optional<Owner> owner) {
        Path socket = Path.of(path);
        Path lockPath = socket.resolveSibling(socket.getFileName() + ".lock");
        @Nullable FileChannel lockFile = null;
        @Nullable NativeFd fd = null;
        try {
            Path directory = socket.getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            // A lock file that nobody holds is what a killed daemon leaves: the socket beside it is its, too.
            boolean ours = Files.exists(lockPath);
            lockFile = lock(path, lockPath);
            removeStale(path, socket, ours);
            fd = UnixSockets.bind(path);
            // Nobody can connect before listen(2): there is no moment at which the mode is too wide.
            restrict(socket, owner);
            UnixSockets.listen(fd, path, BACKLOG);
            return new SocketFile(socket, lockPath, lockFile, fd);
        } catch (IOException e) {
            release(socket, lockPath, lockFile, fd);
            throw new UnfitDeviceException(
                    path, "cannot be a socket: " + e, "choose a directory that this user may write to");
        } catch (RuntimeException e) {
            release(socket, lockPath, lockFile, fd);
            throw e;
        }
    }

    /**
     * Goes on with the socket of another process. The lock is that process's until it ends, and is waited for on a thread of
     * its own.
     *
     * @param fd of the listening socket; closed when this throws
     * @throws dev.hayabashi.tapio.sys.TapIoException when the lock's file cannot be opened
     */
    static SocketFile takeOver(String path, NativeFd fd) {
        Path socket = Path.of(path);
        Path lockPath = socket.resolveSibling(socket.getFileName() + ".lock");
        try {
            FileChannel lockFile = openLock(lockPath);
            new DefaultThreadFactory("socket-lock", true)
                    .newThread(() -> lockWhenLeft(lockPath, lockFile))
                    .start();
            return new SocketFile(socket, lockPath, lockFile, fd);
        } catch (IOException e) {
            fd.close();
            throw new UnfitDeviceException(
                    path, "cannot be gone on with: " + e, "stop the running daemon and start the new one");
        }
    }

    private static void lockWhenLeft(Path lockPath, FileChannel lockFile) {
        try {
            lockFile.lock();
            writeHolder(lockFile);
        } catch (ClosedChannelException e) {
            LOG.debug("{}: the port is closed again", lockPath);
        } catch (IOException | OverlappingFileLockException e) {
            LOG.warn("{} is not locked: {}; another daemon would take the socket for stale", lockPath, e.toString());
        }
    }

    private static FileChannel openLock(Path lockPath) throws IOException {
        return FileChannel.open(lockPath, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static void writeHolder(FileChannel file) throws IOException {
        file.truncate(0);
        file.write(StandardCharsets.UTF_8.encode(ProcessHandle.current().pid() + "\n"));
    }

    private static FileChannel lock(String path, Path lockPath) throws IOException {
        FileChannel file = openLock(lockPath);
        @Nullable FileLock lock = null;
        try {
            lock = file.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another port of this very process has it.
            LOG.debug("{}", lockPath, e);
        }
        if (lock == null) {
            String holder = Files.readString(lockPath).strip();
            file.close();
            throw DeviceBusyException.of(
                    path,
                    "another hayabashi" + (holder.isEmpty() ? "" : " (pid " + holder + ")") + " serves it",
                    List.of(),
                    "stop it, or choose another path");
        }
        writeHolder(file);
        return file;
    }

    private static void removeStale(String path, Path socket, boolean ours) throws IOException {
        int type;
        try {
            type = (int) Files.getAttribute(socket, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 0xf000;
        } catch (NoSuchFileException e) {
            return;
        }
        if (type != 0xc000) {
            throw new UnfitDeviceException(path, "exists and is no socket", "remove it, or choose another path");
        }
        if (!ours && isServed(path)) {
            throw DeviceBusyException.of(
                    path, "another program serves it", List.of(), "stop it, or choose another path");
        }
        Files.delete(socket);
    }

    private static boolean isServed(String path) {
        try {
            UnixSockets.connect(path, Libc.SOCK_STREAM).close();
            return true;
        } catch (NativeCallException e) {
            if (e.errno() == Errno.ECONNREFUSED) {
                return false;
            }
            throw e;
        }
    }

    /** The mode first: once the file is somebody else's, changing it takes a capability that a service need not have. */
    private static void restrict(Path socket, Optional<Owner> owner) throws IOException {
        Files.setPosixFilePermissions(
                socket, PosixFilePermissions.fromString(owner.isPresent() ? "rw-rw----" : "rw-------"));
        if (owner.isPresent()) {
            Files.setAttribute(socket, "unix:gid", (int) owner.get().gid());
            Files.setAttribute(socket, "unix:uid", (int) owner.get().uid());
        }
    }

    NativeFd fd() {
        return fd;
    }

    @Override
    public void close() {
        release(path, lockPath, lockFile, fd);
    }

    private static void release(Path socket, Path lockPath, @Nullable FileChannel lockFile, @Nullable NativeFd fd) {
        try {
            if (fd != null) {
                fd.close();
                Files.deleteIfExists(socket);
            }
            if (lockFile != null) {
                // Deleted while locked: whoever has opened it meanwhile finds it locked, not somebody else's.
                Files.deleteIfExists(lockPath);
                lockFile.close();
            }
        } catch (IOException e) {
            LOG.warn("{} is left behind: {}; the next daemon takes it over", socket, e.toString());
        }
    }
}
