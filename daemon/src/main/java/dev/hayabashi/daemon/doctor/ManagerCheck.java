package dev.hayabashi.daemon.doctor;

import dev.hayabashi.daemon.doctor.Setup.PortSetup;
import dev.hayabashi.tapio.netlink.LinkInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * NetworkManager and systemd-networkd taking our netdevs for theirs: they put addresses on them, take them down, ask for
 * leases on them. What they manage is in their state files, by interface index.
 */
final class ManagerCheck implements Check {
    @Override
    public String name() {
        return "network-manager";
    }

    @Override
    public List<Finding> look(Surroundings around) throws CannotLookException {
        if (isOtherNamespace(around)) {
            return List.of(Finding.ok(name(), "this is not the host's network namespace; no manager looks into it"));
        }
        List<Finding> findings = new ArrayList<>();
        for (Setup.BridgeSetup bridge : around.setup().bridges()) {
            List<String> netdevs =
                    new ArrayList<>(bridge.portsHere().map(PortSetup::netdev).toList());
            if (bridge.gateway().isPresent()) {
                netdevs.add(bridge.name());
            }
            for (String netdev : netdevs) {
                Optional<LinkInfo> link = around.link(netdev);
                if (link.isPresent()) {
                    judge(around, link.get(), findings);
                }
            }
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(name(), "neither NetworkManager nor systemd-networkd manages a netdev of ours"));
        }
        return findings;
    }

    private void judge(Surroundings around, LinkInfo link, List<Finding> findings) {
        boolean networkManager = has(around, "run/NetworkManager/devices/" + link.ifindex(), "managed=true");
        if (networkManager) {
            findings.add(Finding.fail(
                    name(),
                    "NetworkManager manages " + link.name() + ": it may take it down or give it addresses",
                    "printf '[keyfile]\\nunmanaged-devices=interface-name:" + link.name()
                            + "\\n' > /etc/NetworkManager/conf.d/90-hayabashi-" + link.name() + ".conf",
                    "nmcli general reload"));
        }
        Optional<String> networkd = around.text("run/systemd/netif/links/" + link.ifindex());
        boolean managed = networkd.map(text ->
                        text.lines().anyMatch(line -> line.startsWith("ADMIN_STATE=") && !line.endsWith("=unmanaged")))
                .orElse(false);
        if (managed) {
            findings.add(Finding.fail(
                    name(),
                    "systemd-networkd manages " + link.name() + ": it may take it down or give it addresses",
                    "printf '[Match]\\nName=" + link.name()
                            + "\\n[Link]\\nUnmanaged=yes\\n' > /etc/systemd/network/05-hayabashi-" + link.name()
                            + ".network",
                    "networkctl reload"));
        }
    }

    private static boolean has(Surroundings around, String file, String wanted) {
        return around.text(file)
                .map(text -> text.lines().anyMatch(wanted::equals))
                .orElse(false);
    }

    /** Without root the answer is not to be had, and the host's namespace is the likely one. */
    private static boolean isOtherNamespace(Surroundings around) {
        try {
            Path hosts = Files.readSymbolicLink(around.file("proc/1/ns/net"));
            return !hosts.equals(Files.readSymbolicLink(around.file("proc/self/ns/net")));
        } catch (IOException e) {
            return false;
        }
    }
}
