package dev.hayabashi.daemon.gateway;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A thing that several daemons use at a time and the last of them clears away. Users hold a shared lock on a file, which goes
 * with the process however that ends. On the control thread.
 */
final class SharedUse {
    private final Path directory;
    private final String name;
    private @Nullable FileChannel held;

    /** What the last user does. */
    @FunctionalInterface
    interface ClearAway {
        void run() throws IOException;
    }

    /**
     * @param directory where the file is; made when it is first needed
     * @param name of the file to lock
     */
    SharedUse(Path directory, String name) {
        this.directory = directory;
        this.name = name;
    }

    /** From now on this is a user; does nothing when it is one already. */
    void begin() throws IOException {
        if (held == null) {
            Files.createDirectories(directory);
            FileChannel channel = open();
            try {
                // Waits for one that is clearing away.
                FileLock unused = channel.lock(0, Long.MAX_VALUE, true);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
            held = channel;
        }
    }

    /** This is no user any more, if it was one; {@code clearAway} is run when nobody else is. */
    void end(ClearAway clearAway) throws IOException {
        FileChannel was = held;
        held = null;
        if (was != null) {
            was.close();
        }
        if (!Files.isDirectory(directory)) {
            // Nobody has ever been a user.
            return;
        }
        try (FileChannel channel = open()) {
            FileLock alone = tryAlone(channel);
            if (alone != null) {
                clearAway.run();
            }
        }
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(
                directory.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static @Nullable FileLock tryAlone(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another user in this very process.
            return null;
        }
    }
}
