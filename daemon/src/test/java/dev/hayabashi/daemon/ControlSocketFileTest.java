package dev.hayabashi.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hayabashi.daemon.control.ClientAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may speak to the daemon. A plain file stands for the socket: its rights are what is looked at. */
class ControlSocketFileTest {
    @TempDir
    private Path directory = Path.of("");

    private Path socket = Path.of("");
    private final ClientAccess access = new ClientAccess();

    @BeforeEach
    void name() {
        socket = directory.resolve("run/hayabashi.sock");
    }

    private ControlSocketFile serving() throws StartException, IOException {
        ControlSocketFile file = ControlSocketFile.claim(socket);
        Files.createFile(file.bindPath());
        return file;
    }

    private String rights() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(socket));
    }

    @Test
    void onlyTheOwnerByDefault() throws StartException, IOException {
        try (ControlSocketFile file = serving()) {
            file.publish(Optional.empty(), Optional.empty(), access);
            assertThat(rights()).isEqualTo("rw-------");
        }
        assertThat(directory.resolve("run")).isEmptyDirectory();
    }

    @Test
    void nobodyCanConnectBeforeItIsReady() throws StartException, IOException {
        try (ControlSocketFile file = serving()) {
            assertThat(Files.exists(socket)).isFalse();
            assertThat(file.bindPath().toString()).hasSameSizeAs(socket.toString());
            file.publish(Optional.empty(), Optional.empty(), access);
            assertThat(Files.exists(socket)).isTrue();
            assertThat(Files.exists(file.bindPath())).isFalse();
        }
    }

    @Test
    void aStartThatFailedLeavesNothing() throws StartException, IOException {
        serving().close();
        assertThat(directory.resolve("run")).isEmptyDirectory();
    }

    @Test
    void theGroupThatIsNamedToo() throws StartException, IOException {
        String group = Files.readAttributes(directory, PosixFileAttributes.class)
                .group()
                .getName();
        try (ControlSocketFile file = serving()) {
            file.publish(Optional.of(group), Optional.empty(), access);
            assertThat(rights()).isEqualTo("rw-rw----");
            assertThat(Files.readAttributes(socket, PosixFileAttributes.class)
                            .group()
                            .getName())
                    .isEqualTo(group);
        }
    }

    @Test
    void theGroupThatMayOnlyLookConnectsToo() throws StartException, IOException {
        String group = Files.readAttributes(directory, PosixFileAttributes.class)
                .group()
                .getName();
        try (ControlSocketFile file = serving()) {
            file.publish(Optional.empty(), Optional.of(group), access);
            assertThat(rights()).isEqualTo("rw-rw----");
        }
    }

    @Test
    void everybodyCanConnectWhereTwoGroupsMay() throws StartException, IOException {
        String group = Files.readAttributes(directory, PosixFileAttributes.class)
                .group()
                .getName();
        try (ControlSocketFile file = serving()) {
            file.publish(Optional.of(group), Optional.of(group), access);
            assertThat(rights()).isEqualTo("rw-rw-rw-");
        }
    }

    @Test
    void aGroupThatDoesNotExistIsNamed() throws StartException, IOException {
        try (ControlSocketFile file = serving()) {
            assertThatThrownBy(() -> file.publish(Optional.of("nosuchgroup"), Optional.empty(), access))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("'nosuchgroup'");
        }
    }

    @Test
    void theSocketOfAKilledDaemonIsTakenOver() throws StartException, IOException {
        Files.createDirectories(socket.getParent());
        Files.createFile(socket);
        Files.createFile(socket.resolveSibling("hayabashi.soc~"));
        Files.writeString(socket.resolveSibling("hayabashi.sock.lock"), "99999\n");
        try (ControlSocketFile file = ControlSocketFile.claim(socket)) {
            assertThat(file).isNotNull();
            assertThat(Files.exists(socket)).isFalse();
            assertThat(Files.exists(file.bindPath())).isFalse();
            assertThat(Files.readString(socket.resolveSibling("hayabashi.sock.lock")))
                    .isEqualTo(ProcessHandle.current().pid() + "\n");
        }
    }

    @Test
    void aPlaceThatCannotBeUsedIsNamed() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> ControlSocketFile.claim(file.resolve("sock")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining(file.resolve("sock").toString());
    }
}
