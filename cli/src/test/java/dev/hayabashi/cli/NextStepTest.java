package dev.hayabashi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user is told to do when the daemon is out of reach, and when colour is used. */
class NextStepTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void aSocketForAGroupIsForWhoJoinsIt() throws IOException {
        Path socket = Files.createFile(directory.resolve("sock"));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw----"));
        String group = Files.readAttributes(socket, java.nio.file.attribute.PosixFileAttributes.class)
                .group()
                .getName();
        assertThat(SocketHelp.howToBeAllowed(socket)).contains("sudo usermod -aG " + group + " $USER");
    }

    @Test
    void aSocketForItsOwnerIsOpenedInTheConfiguration() throws IOException {
        Path socket = Files.createFile(directory.resolve("sock"));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        assertThat(SocketHelp.howToBeAllowed(socket)).contains("control: {group: NAME}");
    }

    @Test
    void colourIsForTerminalsWhoseUserDoesNotMind() {
        assertThat(Terminal.hasColour(true, null, "xterm")).isTrue();
        assertThat(Terminal.hasColour(true, "", "xterm")).isTrue();
        assertThat(Terminal.hasColour(true, "1", "xterm")).isFalse();
        assertThat(Terminal.hasColour(true, null, "dumb")).isFalse();
        assertThat(Terminal.hasColour(false, null, "xterm")).isFalse();
    }
}
