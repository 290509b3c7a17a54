package dev.hayabashi.cli;

import dev.hayabashi.cli.demo.Demo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code hayabashi demo}. */
@Command(
        name = "demo",
        description = {
            "Boot the same guest behind a Linux bridge and behind Hayabashi, spanning tree on in both, and watch.",
            "Runs in network namespaces of its own and leaves nothing behind. Takes about ten seconds."
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final int MAX_DELAY_SECONDS = 15;
    private static final String STANDARD_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    @Mixin
    @SuppressWarnings("UnusedVariable") // every command takes it, so that a script can always pass it
    private SocketOption socket = new SocketOption();

    @Option(
            names = "--json",
            description =
                    "Print JSON in the end: kernelBridge and hayabashi, each with leaseSeconds (null without a lease),"
                            + " discovers, lostDiscovers, answerMilliseconds, and events of seconds, event and detail.")
    private boolean json;

    @Option(
            names = "--delay",
            paramLabel = "SECONDS",
            description = "Forward delay of the Linux bridge, 0..15. Default: 0, libvirt's; 15 is the kernel's.")
    private int delaySeconds;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        if (delaySeconds < 0 || delaySeconds > MAX_DELAY_SECONDS) {
            throw new ParameterException(spec.commandLine(), "--delay is 0.." + MAX_DELAY_SECONDS);
        }
        check();
        boolean terminal = Terminal.isTerminal();
        boolean colour = Terminal.hasColour();
        Demo demo = new Demo(delaySeconds, DemoCommand::portState);
        Map<String, Object> outcome;
        try {
            outcome = demo.play(json ? null : spec.commandLine().getOut(), terminal, colour);
        } catch (RuntimeException e) {
            throw new CommandFailure(
                    ExitCode.FAILED, "the demo could not go on: " + e.getMessage(), "nothing was left behind");
        }
        if (json) {
            new Output(spec).json(ControlClient.Json.MAPPER.valueToTree(outcome));
        }
        return ExitCode.DONE;
    }

    private static String portState(String socketPath) {
        for (JsonNode port : new ControlClient(socketPath).get("/v1/ports")) {
            if (port.path("name").asString().equals("vm0")) {
                return port.path("state").asString();
            }
        }
        return "disabled";
    }

    /** Everything that is missing, in one line that can be pasted. */
    private static void check() {
        if (!"root".equals(System.getProperty("user.name"))) {
            throw new CommandFailure(
                    ExitCode.FAILED, "the demo makes network namespaces and needs root", "run: sudo hayabashi demo");
        }
        if (!Files.exists(Path.of("/dev/net/tun"))) {
            throw new CommandFailure(ExitCode.FAILED, "there is no /dev/net/tun", "run: modprobe tun");
        }
        Map<String, String> programs = new LinkedHashMap<>();
        programs.put("ip", "iproute2");
        programs.put("busybox", "busybox-static");
        List<String> missing = new ArrayList<>();
        programs.forEach((program, debianPackage) -> {
            if (!isThere(program)) {
                missing.add(debianPackage);
            }
        });
        if (!missing.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "the demo needs " + String.join(" and ", missing),
                    "run: apt-get install " + String.join(" ", missing));
        }
    }

    private static boolean isThere(String program) {
        String path = System.getenv("PATH");
        for (String directory : ((path == null ? "" : path + ":") + STANDARD_PATH).split(":", -1)) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }
}
