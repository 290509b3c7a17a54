package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.Checkout;
import dev.hayabashi.it.fixture.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher says where something is missing. It runs in a mount namespace in which that really is missing. */
class LauncherIT {
    /** Programs of a bare system. */
    private static final List<String> BARE =
            List.of("bash", "sh", "sed", "find", "readlink", "dirname", "sort", "head", "id", "mkdir", "flock", "env");

    @TempDir
    private Path directory = Path.of("");

    private Path programs = Path.of("");

    @BeforeEach
    void bareSystem() throws IOException {
        programs = Files.createDirectory(directory.resolve("bin"));
        for (String program : BARE) {
            Path found = Path.of(Shell.attempt(List.of("sh", "-c", "command -v " + program))
                    .orFail()
                    .out()
                    .strip());
            Files.createSymbolicLink(programs.resolve(program), found);
        }
        Files.copy(Checkout.LAUNCHER, directory.resolve("hayabashi"), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(directory.resolve("pom.xml"), "<project/>");
        Files.createDirectories(directory.resolve("cli/src/main"));
        Files.createFile(directory.resolve("cli/pom.xml"));
        Shell.run("chmod", "-R", "a+rX", directory.toString());
    }

    private Shell.Result launch(String prepare, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "sh",
                "-ec",
                prepare + "; cd /; exec $AS env -i PATH=" + programs + " " + directory.resolve("hayabashi") + " \"$@\"",
                "sh"));
        command.addAll(List.of(arguments));
        return Shell.attempt(command);
    }

    private static void saysInOneLine(Shell.Result result, String line) {
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output().strip()).isEqualTo("hayabashi: " + line);
    }

    @Test
    void withoutAJdk() {
        saysInOneLine(
                launch("mount -t tmpfs none /usr/lib/jvm", "status"),
                "no JDK 17 or newer found; install one: sudo apt-get install openjdk-17-jdk-headless");
    }

    @Test
    void anOldJdkIsNone() throws IOException {
        Path old = directory.resolve("jdk-11");
        Files.createDirectories(old.resolve("bin"));
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
        Path java = Files.writeString(old.resolve("bin/java"), "#!/bin/sh\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        saysInOneLine(
                launch("mount --bind " + directory + " /usr/lib/jvm", "status"),
                "no JDK 17 or newer found; install one: sudo apt-get install openjdk-17-jdk-headless");
    }

    @Test
    void withoutACompiler() throws IOException {
        Path jre = directory.resolve("jvm/jre-21");
        Files.createDirectories(jre.resolve("bin"));
        Files.writeString(jre.resolve("release"), "JAVA_VERSION=\"21.0.2\"\n");
        Path java = Files.writeString(jre.resolve("bin/java"), "#!/bin/sh\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        saysInOneLine(
                launch("mount --bind " + directory.resolve("jvm") + " /usr/lib/jvm", "status"),
                "/usr/lib/jvm/jre-21 is a JRE and the first run builds; install openjdk-17-jdk-headless");
    }

    @Test
    void withoutMaven() {
        saysInOneLine(
                launch("true", "status"),
                "Maven is missing and the first run builds; install it: sudo apt-get install maven");
    }

    @Test
    void withoutRootAndSudo() throws IOException {
        Files.createDirectories(directory.resolve("cli/target"));
        Files.createFile(directory.resolve("cli/target/hayabashi.jar"));
        Shell.run("chmod", "-R", "a+rX", directory.toString());
        saysInOneLine(
                launch("AS='setpriv --reuid=65534 --clear-groups --'", "up"),
                "'up' needs root and sudo is not installed; run it as root");
    }
}
