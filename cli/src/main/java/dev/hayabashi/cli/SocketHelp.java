package dev.hayabashi.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;

/** The next step when the daemon cannot be reached. */
final class SocketHelp {
    private static final Path UNIT = Path.of("/lib/systemd/system/hayabashi.service");

    private SocketHelp() {}

    static String howToStart() {
        return Files.exists(UNIT)
                ? "start it with: sudo systemctl start hayabashi, or in this terminal: sudo hayabashi up"
                : "start one with: hayabashi up";
    }

    /** A socket that a group may use is for who joins the group; another one is for its owner. */
    static String howToBeAllowed(Path socket) {
        try {
            PosixFileAttributes attributes = Files.readAttributes(socket, PosixFileAttributes.class);
            if (attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)) {
                String group = attributes.group().getName();
                return "group " + group + " may: sudo usermod -aG " + group + " $USER, then log in again; or use sudo";
            }
        } catch (IOException | UnsupportedOperationException e) {
            // Then the general advice.
        }
        return "use sudo, or let a group in with `control: {group: NAME}` in the configuration file";
    }
}
