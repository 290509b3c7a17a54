package dev.hayabashi.daemon.runtime;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What tells this daemon's bridges from bridges of the same name elsewhere: the machine, and the network namespace where it
 * is not the machine's own. Two daemons in two namespaces of one machine may well be cabled together, and a bridge address
 * that two bridges share makes a spanning tree take the other one for itself.
 */
final class MachineIdentity {
    private final Path root;

    /** @param root {@code /}, or in a test a directory that looks like it */
    MachineIdentity(Path root) {
        this.root = root;
    }

    /** The same text after a restart of the daemon, and after a reboot unless the namespace is one without a name. */
    String text() {
        // Settings of the whole machine are shown in its own network namespace only.
        if (Files.exists(root.resolve("proc/sys/net/core/dev_weight"))) {
            return machine();
        }
        String own = namespace("self");
        // The first process that a container sees shares its namespace; that of the machine does not, or is hidden.
        return own.equals(namespace("1")) ? machine() + "/" + hostName() : machine() + "/netns/" + name(own);
    }

    /** Containers often have no machine id; their host names differ. */
    private String machine() {
        String id = read("etc/machine-id");
        return id.isEmpty() ? hostName() : id;
    }

    private String hostName() {
        return read("proc/sys/kernel/hostname");
    }

    private String read(String file) {
        try {
            return Files.readString(root.resolve(file)).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** {@code net:[4026532281]}, or nothing where it is hidden. */
    private String namespace(String process) {
        try {
            return Files.readSymbolicLink(root.resolve("proc").resolve(process).resolve("ns/net"))
                    .toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** The name that {@code ip netns} gave it, which outlives a reboot; else its number. */
    private String name(String namespace) {
        try (DirectoryStream<Path> names = Files.newDirectoryStream(root.resolve("run/netns"))) {
            for (Path name : names) {
                if (namespace.equals("net:[" + Files.getAttribute(name, "unix:ino") + "]")) {
                    return name.getFileName().toString();
                }
            }
        } catch (IOException e) {
            return namespace;
        }
        return namespace;
    }
}
