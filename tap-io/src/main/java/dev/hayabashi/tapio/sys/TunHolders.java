package dev.hayabashi.tapio.sys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds out who holds a TAP: the kernel prints {@code iff:<TAB>name} into the fdinfo of each file that is attached to
 * one. Names are per network namespace and fdinfo does not say which one: processes in the calling thread's namespace are
 * meant when there are any, otherwise all are listed.
 */
public final class TunHolders {
    private static final Path PROC = Path.of("/proc");
    private static final int COMMAND_LIMIT = 200;

    private TunHolders() {}

    /** The processes that hold {@code device}, this one included. Those that cannot be looked into are left out. */
    public static List<TunHolder> of(String device) {
        return of(PROC, device);
    }

    static List<TunHolder> of(Path proc, String device) {
        List<TunHolder> holders = new ArrayList<>();
        List<TunHolder> neighbours = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            Optional<Path> here = namespace(proc.resolve("thread-self"));
            for (Path process : processes) {
                if (holds(process, device)) {
                    TunHolder holder =
                            new TunHolder(Long.parseLong(process.getFileName().toString()), command(process));
                    holders.add(holder);
                    if (here.isPresent() && here.equals(namespace(process))) {
                        neighbours.add(holder);
                    }
                }
            }
        } catch (IOException e) {
            // No /proc: the error is told without the holder.
            return holders;
        }
        return neighbours.isEmpty() ? holders : neighbours;
    }

    private static Optional<Path> namespace(Path process) {
        try {
            return Optional.of(Files.readSymbolicLink(process.resolve("ns/net")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean holds(Path process, String device) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fdinfo"))) {
            for (Path descriptor : descriptors) {
                if (isAttachedTo(descriptor, device)) {
                    return true;
                }
            }
        } catch (IOException | RuntimeException e) {
            // The process ended meanwhile, or belongs to somebody else.
            return false;
        }
        return false;
    }

    private static boolean isAttachedTo(Path fdinfo, String device) {
        try {
            return Files.readAllLines(fdinfo, StandardCharsets.ISO_8859_1).stream()
                    .anyMatch(line -> line.startsWith("iff:")
                            && line.substring("iff:".length()).strip().equals(device));
        } catch (IOException e) {
            return false;
        }
    }

    private static String command(Path process) {
        try {
            String line = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ')
                    .strip();
            if (line.isEmpty()) {
                return Files.readString(process.resolve("comm"), StandardCharsets.ISO_8859_1)
                        .strip();
            }
            return line.length() <= COMMAND_LIMIT ? line : line.substring(0, COMMAND_LIMIT) + "…";
        } catch (IOException e) {
            return "?";
        }
    }
}
