package dev.hayabashi.cli.demo;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;

/** Our bridge, started as {@code hayabashi up} starts it, with the spanning tree and the edge ports that it has by default. */
final class HayabashiSide implements BridgeSide {
    private static final long START_NANOS = 30_000_000_000L;
    private static final long LOOK_NANOS = 20_000_000L;

    private final Stage stage;
    private final Function<String, String> stateOf;
    private String namespace = "";
    private volatile String state = "disabled";

    /**
     * @param stateOf asks the daemon behind a socket for the state of port vm0
     */
    HayabashiSide(Stage stage, Function<String, String> stateOf) {
        this.stage = stage;
        this.stateOf = stateOf;
    }

    @Override
    public void setUp(Consumer<String> stateChanged) {
        namespace = stage.namespace("h");
        String socket = stage.file("s").toString();
        String config = String.join(
                "\n",
                "state-dir: " + stage.file("state"),
                "bridges:",
                "  - name: haya0",
                "    gateway: {address: 192.168.122.1/24, dhcp: {range: 192.168.122.2-192.168.122.254}}",
                "    ports: [{name: vm0, kind: vm}]",
                "");
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        command.addAll(ourselves());
        command.addAll(List.of("up", "-c", stage.write("haya.yaml", config).toString(), "--socket", socket));
        Process daemon = stage.start("daemon", command);
        long deadline = System.nanoTime() + START_NANOS;
        while (!stage.log("daemon").contains(" is up: ")) {
            if (!daemon.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("the daemon has not started:\n" + stage.log("daemon"));
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        Thread watcher = new Thread(
                () -> {
                    while (daemon.isAlive() && Files.exists(stage.file("s"))) {
                        look(socket, stateChanged);
                        LockSupport.parkNanos(LOOK_NANOS);
                    }
                },
                "our-port");
        watcher.setDaemon(true);
        look(socket, stateChanged);
        watcher.start();
    }

    private void look(String socket, Consumer<String> stateChanged) {
        try {
            String now = stateOf.apply(socket);
            if (!now.equals(state)) {
                state = now;
                stateChanged.accept(now);
            }
        } catch (RuntimeException e) {
            // The daemon is stopping: the demo is over.
        }
    }

    /** The program that runs now, with the same virtual machine. */
    private static List<String> ourselves() {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path").replace(':', File.pathSeparatorChar)));
        command.add("dev.hayabashi.cli.Main");
        return command;
    }

    @Override
    public String namespace() {
        return namespace;
    }

    @Override
    public String portState() {
        return state;
    }
}
