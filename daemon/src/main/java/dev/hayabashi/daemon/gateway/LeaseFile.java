package dev.hayabashi.daemon.gateway;

import dev.hayabashi.services.dhcp.LeaseChange;
import dev.hayabashi.services.dhcp.LeaseJournal;
import dev.hayabashi.services.dhcp.LeaseLog;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lease log of one bridge on disk. A thread of its own appends what the loop hands over, calls fsync once for all that
 * has gathered, and reports on the loop. A disk that is full or slow keeps ACKs waiting and nothing else.
 */
final class LeaseFile implements LeaseJournal, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseFile.class);
    private static final int MAX_QUEUED = 16_384;
    private static final long STOP_SECONDS = 5;

    /** Hears, on the loop, what became of a change. */
    interface Completion {
        void persisted(long token);

        void failed(long token, String reason);
    }

    private sealed interface Item {
        record Append(LeaseChange change, long token) implements Item {}

        record Replace(List<LeaseChange> changes) implements Item {}
    }

    private final Path path;
    private final FileChannel lockFile;
    private final Executor loop;
    private final ExecutorService disk;
    private final LinkedBlockingQueue<Item> queue = new LinkedBlockingQueue<>(MAX_QUEUED);

    // Owned by the loop.
    private @Nullable Completion completion;
    private @Nullable Supplier<List<LeaseChange>> snapshot;

    // Owned by the disk thread once it runs.
    private FileChannel log;
    private long goodBytes;
    private long snapshotBytes = LeaseLog.HEADER_BYTES;
    private boolean compacting;
    private boolean failing;

    private LeaseFile(Path path, FileChannel lockFile, FileChannel log, long goodBytes, Executor loop) {
        this.path = path;
        this.lockFile = lockFile;
        this.log = log;
        this.goodBytes = goodBytes;
        this.loop = loop;
        this.disk = Executors.newSingleThreadExecutor(new DefaultThreadFactory("leases", true));
    }

    /** An opened log and what it says. */
    record Opened(LeaseFile file, List<LeaseChange> changes) {}

    /**
     * Opens or makes the log of a bridge; what a killed writer has left behind its last whole record is cut off.
     *
     * @param loop the event loop
     */
    static Opened open(Path stateDir, String bridge, Executor loop) throws GatewayException {
        Path path = stateDir.resolve(bridge + ".leases");
        @Nullable FileChannel lockFile = null;
        try {
            Files.createDirectories(stateDir);
            lockFile = FileChannel.open(
                    stateDir.resolve(bridge + ".leases.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = lockFile.tryLock();
            if (lock == null) {
                throw new OverlappingFileLockException();
            }
            FileChannel log = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            LeaseLog.Contents contents = LeaseLog.decode(Files.readAllBytes(path));
            if (!contents.isIntact()) {
                LOG.warn(
                        "{}: {} octets belong to no whole record and are left out",
                        path,
                        contents.skippedBytes() + contents.tornBytes());
            }
            long good = contents.validBytes();
            log.truncate(good).position(good);
            if (good == 0) {
                good = writeAll(log, LeaseLog.header());
                log.force(true);
                forceDirectory(stateDir);
            }
            LeaseFile file = new LeaseFile(path, lockFile, log, good, loop);
            return new Opened(file, contents.changes());
        } catch (IOException | LeaseLog.UnknownFormatException | OverlappingFileLockException e) {
            closeQuietly(lockFile);
            throw refusal(path, e);
        }
    }

    private static GatewayException refusal(Path path, Exception e) {
        if (e instanceof OverlappingFileLockException) {
            return new GatewayException(
                    "another hayabashi writes to " + path, "stop it, or give this one another `state-dir`", e);
        }
        return new GatewayException(
                "the lease log " + path + " cannot be used: " + e.getMessage(),
                "check the directory, or choose another with `state-dir`",
                e);
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.debug("closing a lock file", e);
            }
        }
    }

    /** On the loop, before the first change: who hears of completions, and who knows the state of all leases. */
    void start(Completion hears, Supplier<List<LeaseChange>> state) {
        completion = hears;
        snapshot = state;
    }

    @Override
    public void persist(LeaseChange change, long token) {
        if (!queue.offer(new Item.Append(change, token))) {
            report(List.of(token), "the disk has not kept up with " + MAX_QUEUED + " changes");
            return;
        }
        disk.execute(this::work);
    }

    private void work() {
        List<Item> items = new ArrayList<>();
        queue.drainTo(items);
        List<Item.Append> batch = new ArrayList<>();
        for (Item item : items) {
            if (item instanceof Item.Append append) {
                batch.add(append);
            } else if (item instanceof Item.Replace replace) {
                append(batch);
                batch.clear();
                replace(replace.changes());
            }
        }
        append(batch);
    }

    private void append(List<Item.Append> batch) {
        if (batch.isEmpty()) {
            return;
        }
        List<Long> tokens = batch.stream()
                .map(Item.Append::token)
                .filter(token -> token != NO_TOKEN)
                .toList();
        try {
            List<byte[]> records =
                    batch.stream().map(item -> LeaseLog.encode(item.change())).toList();
            ByteBuffer octets =
                    ByteBuffer.allocate(records.stream().mapToInt(r -> r.length).sum());
            records.forEach(octets::put);
            long written = writeAll(log, octets.array());
            log.force(false);
            goodBytes += written;
            failing = false;
            loop.execute(() -> tellPersisted(tokens));
            if (!compacting && LeaseLog.isWorthCompacting(goodBytes, snapshotBytes)) {
                compacting = true;
                loop.execute(this::askForSnapshot);
            }
        } catch (IOException e) {
            if (!failing) {
                failing = true;
                LOG.error("{}: leases cannot be written: {}", path, e.getMessage());
            }
            cutBack();
            loop.execute(() -> report(tokens, path + ": " + e.getMessage()));
        }
    }

    /** A record that was written in part would hide in front of the next one. */
    private void cutBack() {
        try {
            log.truncate(goodBytes).position(goodBytes);
        } catch (IOException e) {
            LOG.error("{}: cannot be cut back to its last whole record: {}", path, e.getMessage());
        }
    }

    private void tellPersisted(List<Long> tokens) {
        Completion hears = completion;
        if (hears != null) {
            tokens.forEach(hears::persisted);
        }
    }

    private void report(List<Long> tokens, String reason) {
        Completion hears = completion;
        if (hears != null) {
            tokens.stream().filter(token -> token != NO_TOKEN).forEach(token -> hears.failed(token, reason));
        }
    }

    /** On the loop: behind everything that the snapshot knows of, and in front of everything that it does not. */
    private void askForSnapshot() {
        Supplier<List<LeaseChange>> state = snapshot;
        if (state != null && queue.offer(new Item.Replace(state.get()))) {
            disk.execute(this::work);
        }
    }

    private void replace(List<LeaseChange> changes) {
        compacting = false;
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        try {
            FileChannel out = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
            long bytes = writeAll(out, LeaseLog.encodeAll(changes));
            out.force(true);
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceDirectory(path.toAbsolutePath().getParent());
            FileChannel old = log;
            log = out;
            goodBytes = bytes;
            snapshotBytes = bytes;
            old.close();
        } catch (IOException e) {
            // The old log is whole and goes on growing.
            snapshotBytes = goodBytes;
            LOG.warn("{}: not compacted: {}", path, e.getMessage());
        }
    }

    private static long writeAll(FileChannel out, byte[] octets) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(octets);
        while (rest.hasRemaining()) {
            out.write(rest);
        }
        return octets.length;
    }

    /** A new name is durable when its directory is. */
    private static void forceDirectory(@Nullable Path directory) throws IOException {
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Writes what waits, for a few seconds at most, and lets go of the file. Blocks; not on the loop. */
    @Override
    public void close() {
        disk.shutdown();
        try {
            if (!disk.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("{}: the disk has not taken all leases within {} s", path, STOP_SECONDS);
            }
            log.close();
            lockFile.close();
        } catch (IOException e) {
            LOG.warn("{}: {}", path, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
