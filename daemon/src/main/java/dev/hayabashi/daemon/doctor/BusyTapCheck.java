package dev.hayabashi.daemon.doctor;

import dev.hayabashi.daemon.doctor.Setup.PortSetup;
import dev.hayabashi.tapio.netlink.LinkInfo;
import dev.hayabashi.tapio.sys.TunHolder;
import dev.hayabashi.tapio.sys.TunHolders;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A TAP is a cable with one plug for programs. Says who has the plug of each port's TAP, and whether that is the right one. */
final class BusyTapCheck implements Check {
    @Override
    public String name() {
        return "busy-tap";
    }

    @Override
    public List<Finding> look(Surroundings around) throws CannotLookException {
        List<Finding> findings = new ArrayList<>();
        long daemon = around.daemon().map(facts -> facts.status().pid()).orElse(-1L);
        List<String> held = new ArrayList<>();
        for (Setup.BridgeSetup bridge : around.setup().bridges()) {
            for (PortSetup port : bridge.portsHere().toList()) {
                Optional<LinkInfo> link = around.link(port.netdev());
                if (link.isEmpty()) {
                    continue;
                }
                if (port.isTap()) {
                    judgeTap(port, link.get(), daemon, held, findings);
                } else if (link.get().masterIfindex() != 0) {
                    findings.add(Finding.fail(
                            name(),
                            "netdev " + link.get().name() + " of port " + port.name() + " belongs to a kernel "
                                    + link.get().slaveKind() + " too: each frame is relayed twice, or not at all",
                            "ip link set dev " + link.get().name() + " nomaster"));
                }
            }
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(
                    name(),
                    held.isEmpty()
                            ? "no port's TAP is held by another program"
                            : "held by virtual machine monitors: " + String.join(", ", held)));
        }
        return findings;
    }

    private void judgeTap(PortSetup port, LinkInfo link, long daemon, List<String> held, List<Finding> findings) {
        List<TunHolder> holders = TunHolders.of(link.name()).stream()
                .filter(holder -> holder.pid() != daemon)
                .toList();
        if (holders.isEmpty() && link.carrier() && daemon < 0 && !isRoot()) {
            findings.add(Finding.warn(
                    name(),
                    "TAP " + link.name() + " is held by a program that only root can see",
                    "sudo hayabashi doctor"));
        }
        for (TunHolder holder : holders) {
            if (port.kind().equals("vm")) {
                held.add(link.name() + " by " + holder);
            } else {
                findings.add(Finding.fail(
                        name(),
                        "TAP " + link.name() + " of port " + port.name() + " is held by " + holder
                                + ", so the bridge gets EBUSY. If that is a virtual machine monitor, make the port"
                                + " kind: vm",
                        "kill " + holder.pid()));
            }
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
