package dev.hayabashi.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A bridge of the kernel with spanning tree on, set up in the order in which libvirt does it, and a DHCP server on it. */
final class KernelSide implements BridgeSide {
    private static final Map<String, String> STATES =
            Map.of("0", "disabled", "1", "listening", "2", "learning", "3", "forwarding", "4", "blocking");

    private final Stage stage;
    private final int delaySeconds;
    private String namespace = "";
    private volatile String state = "disabled";

    KernelSide(Stage stage, int delaySeconds) {
        this.stage = stage;
        this.delaySeconds = delaySeconds;
    }

    @Override
    public void setUp(Consumer<String> stateChanged) {
        namespace = stage.namespace("k");
        stage.run("ip", "-n", namespace, "link", "add", "virbr0", "type", "bridge");
        String delay = String.valueOf(delaySeconds * 100);
        stage.run("ip", "-n", namespace, "link", "set", "virbr0", "type", "bridge", "forward_delay", delay);
        // Here the kernel makes less than two seconds two seconds (br_stp_start).
        stage.run("ip", "-n", namespace, "link", "set", "virbr0", "type", "bridge", "stp_state", "1");
        stage.run("ip", "-n", namespace, "addr", "add", "192.168.122.1/24", "dev", "virbr0");
        stage.run("ip", "-n", namespace, "link", "set", "virbr0", "up");
        stage.run("ip", "-n", namespace, "tuntap", "add", "vm0", "mode", "tap");
        stage.run("ip", "-n", namespace, "link", "set", "vm0", "master", "virbr0", "up");
        stage.write("udhcpd.leases", "");
        String config = String.join(
                "\n",
                "start 192.168.122.2",
                "end 192.168.122.254",
                "interface virbr0",
                "lease_file " + stage.file("udhcpd.leases"),
                "pidfile " + stage.file("udhcpd.pid"),
                "option subnet 255.255.255.0",
                "option router 192.168.122.1",
                "option lease 3600",
                "");
        String file = stage.write("udhcpd.conf", config).toString();
        // -a 1: its probe of an address takes one millisecond and not two seconds.
        stage.start("udhcpd", List.of("ip", "netns", "exec", namespace, "busybox", "udhcpd", "-f", "-a", "1", file));
        watch(stateChanged);
    }

    private void watch(Consumer<String> stateChanged) {
        String script = "p=; while read -r s </sys/class/net/vm0/brport/state; do"
                + " if [ \"$s\" != \"$p\" ]; then echo \"$s\"; p=$s; fi; busybox sleep 0.02; done";
        Process watcher = stage.startPiped(List.of("ip", "netns", "exec", namespace, "sh", "-c", script));
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader lines = new BufferedReader(
                            new InputStreamReader(watcher.getInputStream(), StandardCharsets.US_ASCII))) {
                        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                            state = STATES.getOrDefault(line.strip(), "unknown");
                            stateChanged.accept(state);
                        }
                    } catch (IOException e) {
                        // The demo is over.
                    }
                },
                "kernel-port");
        reader.setDaemon(true);
        reader.start();
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
