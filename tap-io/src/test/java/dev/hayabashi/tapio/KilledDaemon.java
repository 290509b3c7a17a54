package dev.hayabashi.tapio;

import dev.hayabashi.tapio.fixture.RecordingSink;
import dev.hayabashi.tapio.loop.FrameLoop;
import dev.hayabashi.tapio.tap.Owner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A process that opens ports and is then killed; its arguments are names of vm ports. */
final class KilledDaemon {
    private KilledDaemon() {}

    public static void main(String[] names) throws Exception {
        FrameLoop loop = FrameLoop.start("killed");
        for (String name : names) {
            PortFactory.open(new PortSpec.VmSpec("haya0", name, name, new Owner(0, 0), 1500))
                    .attach(loop, new RecordingSink())
                    .get();
        }
        PortFactory.open(TapPortIT.tap("h1", Optional.empty()))
                .attach(loop, new RecordingSink())
                .get();
        System.out.println("ready");
        Thread.sleep(60_000);
    }

    /** Starts it in a namespace and waits until its ports are there. */
    static Process start(String namespace, String... names) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(
                "ip",
                "netns",
                "exec",
                namespace,
                java,
                "-cp",
                System.getProperty("java.class.path"),
                KilledDaemon.class.getName());
        builder.command().addAll(List.of(names));
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var output = process.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.equals("ready")) {
                return process;
            }
        }
        throw new IllegalStateException("the daemon to be killed did not start");
    }
}
