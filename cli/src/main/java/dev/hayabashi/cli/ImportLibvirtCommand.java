package dev.hayabashi.cli;

import dev.hayabashi.config.ConfigException;
import dev.hayabashi.config.libvirt.LibvirtImport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hayabashi import libvirt FILE|-}. */
@Command(
        name = "libvirt",
        description = {
            "Turn a libvirt network into a configuration file on standard output.",
            "What has no counterpart becomes a comment at its place that says what to do instead. For example:",
            "  virsh net-dumpxml default | hayabashi import libvirt - > haya.yaml"
        },
        mixinStandardHelpOptions = true)
final class ImportLibvirtCommand implements Callable<Integer> {
    private static final int MAX_BYTES = 4 * LibvirtImport.MAX_CHARACTERS;

    @Mixin
    @SuppressWarnings("UnusedVariable") // every command takes it, so that a script can always pass it
    private SocketOption socket = new SocketOption();

    @Parameters(paramLabel = "FILE", description = "What `virsh net-dumpxml NETWORK` printed; - for standard input.")
    private String file = "-";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        String source = file.equals("-") ? "standard input" : file;
        try (InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
            String xml = new String(in.readNBytes(MAX_BYTES + 1), StandardCharsets.UTF_8);
            String yaml = LibvirtImport.toYaml(source, xml);
            if (spec != null) {
                new Output(spec).line(yaml.stripTrailing());
            }
            return ExitCode.DONE;
        } catch (NoSuchFileException e) {
            throw CommandFailure.inFile(
                    ExitCode.BAD_INPUT, file + ": no such file; `virsh net-dumpxml default > " + file + "` makes one");
        } catch (IOException e) {
            throw CommandFailure.inFile(ExitCode.BAD_INPUT, file + ": cannot be read: " + e.getMessage());
        } catch (ConfigException e) {
            throw CommandFailure.inFile(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()));
        }
    }
}
