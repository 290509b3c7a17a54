package dev.hayabashi.daemon.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Capabilities of the daemon, or of who would start it (capabilities(7)), and the TAP driver. */
final class CapabilitiesCheck implements Check {
    private static final int HEXADECIMAL = 16;

    private enum Capability {
        CAP_NET_ADMIN(12, "no TAP, no address and no redirect can be made"),
        CAP_NET_RAW(13, "no packet socket can be opened, so ports of kind netdev do not work"),
        CAP_SYS_ADMIN(21, "no port can be moved to another network namespace");

        final int bit;
        final String loss;

        Capability(int bit, String loss) {
            this.bit = bit;
            this.loss = loss;
        }
    }

    @Override
    public String name() {
        return "capabilities";
    }

    @Override
    public List<Finding> look(Surroundings around) throws CannotLookException {
        List<Finding> findings = new ArrayList<>();
        String process = around.daemon()
                .map(daemon -> String.valueOf(daemon.status().pid()))
                .orElse("self");
        String who = around.daemon().isPresent() ? "the daemon (pid " + process + ")" : "this user";
        long effective = effective(around, process);
        for (Capability capability : Capability.values()) {
            if ((effective & (1L << capability.bit)) == 0 && isNeeded(capability, around.setup())) {
                findings.add(Finding.fail(
                        name(),
                        who + " lacks " + capability + ": " + capability.loss,
                        around.daemon().isPresent()
                                ? "systemctl edit hayabashi   # AmbientCapabilities=" + capability
                                : "sudo hayabashi up"));
            }
        }
        if (around.text("proc/misc").map(misc -> !misc.contains("tun")).orElse(false)) {
            findings.add(Finding.fail(name(), "the kernel's TAP driver is not loaded", "modprobe tun"));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(name(), who + " has all capabilities that the bridges need"));
        }
        return findings;
    }

    private static boolean isNeeded(Capability capability, Setup setup) {
        return switch (capability) {
            case CAP_NET_ADMIN -> true;
            case CAP_NET_RAW ->
                setup.bridges().stream()
                        .flatMap(bridge -> bridge.ports().stream())
                        .anyMatch(port -> port.kind().equals("netdev"));
            case CAP_SYS_ADMIN ->
                setup.bridges().stream()
                        .flatMap(bridge -> bridge.ports().stream())
                        .anyMatch(port -> port.netns().isPresent());
        };
    }

    private static long effective(Surroundings around, String process) throws CannotLookException {
        Optional<String> status = around.text("proc/" + process + "/status");
        return status.flatMap(text -> text.lines()
                        .filter(line -> line.startsWith("CapEff:"))
                        .map(line -> line.substring("CapEff:".length()).strip())
                        .findFirst())
                .map(hexadecimal -> Long.parseUnsignedLong(hexadecimal, HEXADECIMAL))
                .orElseThrow(() -> new CannotLookException("/proc/" + process + "/status cannot be read", ""));
    }
}
