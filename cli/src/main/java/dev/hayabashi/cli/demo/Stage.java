package dev.hayabashi.cli.demo;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Namespaces, processes and a directory; all of it goes when the stage closes. */
final class Stage implements AutoCloseable {
    private static final long STOP_SECONDS = 3;

    private final String prefix = "hbdemo" + ProcessHandle.current().pid();
    private final Path directory;
    private final List<String> namespaces = new ArrayList<>();
    private final Deque<Process> processes = new ArrayDeque<>();
    private final Deque<AutoCloseable> others = new ArrayDeque<>();
    private boolean closed;

    Stage() {
        try {
            directory = Files.createTempDirectory(prefix);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    Path write(String name, String text) {
        try {
            return Files.writeString(file(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a namespace; its name on the machine is its own. */
    synchronized String namespace(String suffix) {
        refuseWhenClosed();
        String name = prefix + suffix;
        namespaces.add(name);
        run("ip", "netns", "add", name);
        run("ip", "-n", name, "link", "set", "lo", "up");
        return name;
    }

    /** Runs a command to its end. */
    String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + output.strip());
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Starts a command whose output goes to {@code NAME.log}. */
    synchronized Process start(String name, List<String> command) {
        return start(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(file(name + ".log").toFile()));
    }

    /** Starts a command whose output is read by the caller. */
    synchronized Process startPiped(List<String> command) {
        return start(new ProcessBuilder(command).redirectInput(new File("/dev/null")));
    }

    private Process start(ProcessBuilder builder) {
        refuseWhenClosed();
        try {
            Process process = builder.start();
            processes.push(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void refuseWhenClosed() {
        if (closed) {
            throw new IllegalStateException("the demo was stopped");
        }
    }

    synchronized void add(AutoCloseable other) {
        refuseWhenClosed();
        others.push(other);
    }

    String log(String name) {
        try {
            return Files.readString(file(name + ".log")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** Ends what runs, then takes down what it ran in. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (AutoCloseable other : others) {
            try {
                other.close();
            } catch (Exception e) {
                System.err.println("hayabashi: " + e.getMessage());
            }
        }
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            try {
                if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        for (String namespace : namespaces) {
            try {
                run("ip", "netns", "del", namespace);
            } catch (RuntimeException e) {
                System.err.println("hayabashi: " + e.getMessage());
            }
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            System.err.println("hayabashi: " + e.getMessage());
        }
    }
}
