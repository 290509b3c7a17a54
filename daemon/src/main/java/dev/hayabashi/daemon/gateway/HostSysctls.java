package dev.hayabashi.daemon.gateway;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settings of the host that a gateway needs. The former value of each is on disk before it is changed; it is put back when
 * the daemon stops, and by the next daemon when this one was killed. A value that somebody else has changed since is left
 * alone. After a reboot the host's own settings are in force and the file means nothing.
 *
 * <p>Daemons that share a state directory share the settings: each holds a lock on them while it needs them, and only the
 * last puts them back.
 */
public final class HostSysctls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostSysctls.class);
    private static final Path ROOT = Path.of("/proc/sys");
    private static final Path BOOT_ID = ROOT.resolve("kernel/random/boot_id");

    private final Path file;
    private final SharedUse use;
    // Key, and what it was and what we made of it.
    private final Map<String, Change> changes;

    private record Change(String before, String ours) {}

    private HostSysctls(Path stateDir, Map<String, Change> changes) {
        this.file = fileIn(stateDir);
        this.use = new SharedUse(stateDir, "sysctls.lock");
        this.changes = changes;
    }

    /**
     * Reads what an earlier daemon has changed and not put back.
     *
     * @param stateDir where the file is, or will be when something is changed
     */
    public static HostSysctls open(Path stateDir) throws GatewayException {
        Path file = fileIn(stateDir);
        try {
            return new HostSysctls(stateDir, changesIn(file));
        } catch (IOException e) {
            throw new GatewayException("cannot read " + file + ": " + e, "check `state-dir` and its permissions", e);
        }
    }

    private static Path fileIn(Path stateDir) {
        return stateDir.resolve("sysctls");
    }

    private static Map<String, Change> changesIn(Path file) throws IOException {
        Map<String, Change> changes = new LinkedHashMap<>();
        try {
            List<String> lines = Files.readAllLines(file);
            if (!lines.isEmpty() && lines.get(0).equals(read(BOOT_ID))) {
                for (String line : lines.subList(1, lines.size())) {
                    String[] parts = line.split("\t", -1);
                    if (parts.length == 3) {
                        changes.put(parts[0], new Change(parts[1], parts[2]));
                    }
                }
            }
        } catch (NoSuchFileException e) {
            // Nobody has changed anything.
        }
        return changes;
    }

    /**
     * Gives a setting a value.
     *
     * @param key under /proc/sys, with slashes
     */
    public void set(String key, String value) throws GatewayException {
        try {
            use.begin();
            String now = read(ROOT.resolve(key));
            if (now.equals(value)) {
                return;
            }
            String before = changes.containsKey(key) ? changes.get(key).before() : now;
            changes.put(key, new Change(before, value));
            save();
            Files.writeString(ROOT.resolve(key), value);
            LOG.info("sysctl {}: {} -> {}", key, now, value);
        } catch (IOException e) {
            throw new GatewayException(
                    "cannot set sysctl " + key + " to " + value + ": " + e.getMessage(),
                    "run as root; `state-dir` must be writable; in a container /proc/sys may be read-only",
                    e);
        }
    }

    /** Lets guests' IPv4 packets through the host. */
    public void forwardIpv4() throws GatewayException {
        set("net/ipv4/ip_forward", "1");
    }

    /** Lets guests' IPv6 packets through the host, which goes on to listen to its own routers. */
    public void forwardIpv6() throws GatewayException {
        Path conf = ROOT.resolve("net/ipv6/conf");
        try (var devices = Files.newDirectoryStream(conf)) {
            for (Path device : devices) {
                // 1 means "listen unless forwarding", and a host that stops listening loses its default route.
                if (read(device.resolve("accept_ra")).equals("1")) {
                    set("net/ipv6/conf/" + device.getFileName() + "/accept_ra", "2");
                }
            }
        } catch (IOException e) {
            throw new GatewayException("the host has no IPv6: " + e.getMessage(), "remove `ipv6` from the gateway", e);
        }
        set("net/ipv6/conf/all/forwarding", "1");
    }

    private void save() throws IOException {
        StringBuilder text = new StringBuilder(read(BOOT_ID)).append('\n');
        changes.forEach((key, change) -> text.append(key)
                .append('\t')
                .append(change.before())
                .append('\t')
                .append(change.ours())
                .append('\n'));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel out = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            out.write(StandardCharsets.UTF_8.encode(text.toString()));
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String read(Path path) throws IOException {
        return Files.readString(path).strip();
    }

    /** Puts the former values back, unless another daemon needs them. Never throws; what cannot be put back is logged. */
    @Override
    public void close() {
        try {
            use.end(this::putBack);
        } catch (IOException e) {
            LOG.warn("the host's settings are left as they are: {}", e.toString());
        }
    }

    private void putBack() throws IOException {
        // A daemon that has left since may have changed more than this one knows.
        changes.putAll(changesIn(file));
        changes.forEach((key, change) -> {
            try {
                if (read(ROOT.resolve(key)).equals(change.ours())) {
                    Files.writeString(ROOT.resolve(key), change.before());
                    LOG.info("sysctl {}: {} -> {}", key, change.ours(), change.before());
                }
            } catch (NoSuchFileException e) {
                LOG.debug("sysctl {} is gone with its device", key);
            } catch (IOException e) {
                LOG.warn("sysctl {} was {} and cannot be put back: {}", key, change.before(), e.toString());
            }
        });
        changes.clear();
        Files.deleteIfExists(file);
    }
}
