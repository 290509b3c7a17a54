package dev.hayabashi.daemon.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program of the system and takes what it says. */
final class Programs {
    private static final int TIMEOUT_SECONDS = 10;
    private static final List<String> PLACES = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");

    private Programs() {}

    /** Exit code, and standard output. */
    record Result(int status, String output) {}

    static Result run(String program, String... arguments) throws CannotLookException {
        List<String> command = new ArrayList<>(List.of(place(program)));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new CannotLookException(program + " has not finished within " + TIMEOUT_SECONDS + " s", "");
            }
            return new Result(process.exitValue(), output);
        } catch (IOException e) {
            throw new CannotLookException(
                    "the program " + program + " is missing",
                    program.equals("nft") ? "apt install nftables" : "apt install " + program);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotLookException("interrupted while " + program + " was running", "");
        }
    }

    /** People who are not root often have no sbin in their path. */
    private static String place(String program) {
        return PLACES.stream()
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(program);
    }
}
