package dev.hayabashi.daemon.doctor;

import dev.hayabashi.tapio.netlink.LinkInfo;
import dev.hayabashi.tapio.netlink.Rtnetlink;
import dev.hayabashi.tapio.sys.TapIoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All that a check may look at. Links and rules are read once, when the first check asks. */
public final class Surroundings {
    private final Path root;
    private final Setup setup;
    private final Path socket;
    private final Path stateDir;
    private final Optional<DaemonFacts> daemon;
    private @Nullable List<LinkInfo> links;
    private @Nullable ForwardRules rules;

    /**
     * @param root where {@code proc}, {@code run} and {@code dev} are; {@code /} but in tests
     * @param setup the bridges
     * @param socket control socket
     * @param stateDir the daemon's state directory
     * @param daemon what the daemon says; empty when none answers
     */
    public Surroundings(Path root, Setup setup, Path socket, Path stateDir, Optional<DaemonFacts> daemon) {
        this.root = root;
        this.setup = setup;
        this.socket = socket;
        this.stateDir = stateDir;
        this.daemon = daemon;
    }

    Setup setup() {
        return setup;
    }

    Path socket() {
        return socket;
    }

    Path stateDir() {
        return stateDir;
    }

    Optional<DaemonFacts> daemon() {
        return daemon;
    }

    /** A file below the root. */
    Path file(String path) {
        return root.resolve(path);
    }

    /** Text of a file without blanks at its ends; empty when it cannot be read. */
    Optional<String> text(String path) {
        try {
            return Optional.of(Files.readString(file(path)).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Value of a sysctl; empty when the kernel has none of that name. */
    Optional<String> sysctl(String name) {
        return text("proc/sys/" + name.replace('.', '/'));
    }

    /** Links of the namespace that the command runs in. */
    List<LinkInfo> links() throws CannotLookException {
        if (links == null) {
            try (Rtnetlink rtnetlink = Rtnetlink.open()) {
                links = rtnetlink.links();
            } catch (TapIoException e) {
                throw new CannotLookException("the links cannot be listed: " + e.getMessage(), "");
            }
        }
        return links;
    }

    /** A link by its name. */
    Optional<LinkInfo> link(String name) throws CannotLookException {
        return links().stream().filter(link -> link.name().equals(name)).findFirst();
    }

    /** The firewall. */
    ForwardRules rules() throws CannotLookException {
        if (rules == null) {
            rules = ForwardRules.read();
        }
        return rules;
    }
}
