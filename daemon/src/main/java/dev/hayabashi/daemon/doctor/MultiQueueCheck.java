package dev.hayabashi.daemon.doctor;

import dev.hayabashi.daemon.runtime.AutoAttach;
import dev.hayabashi.tapio.netlink.LinkInfo;
import dev.hayabashi.tapio.netlink.TunInfo;
import java.util.ArrayList;
import java.util.List;

/** TAPs that were made with several queues under the name of a port: opening one queue of them is EINVAL. */
final class MultiQueueCheck implements Check {
    @Override
    public String name() {
        return "multi-queue";
    }

    @Override
    public List<Finding> look(Surroundings around) throws CannotLookException {
        List<Finding> findings = new ArrayList<>();
        for (LinkInfo link : around.links()) {
            boolean multiQueue = link.tun().map(TunInfo::multiQueue).orElse(false);
            if (multiQueue && isPort(around.setup(), link.name())) {
                findings.add(Finding.fail(
                        name(),
                        "TAP " + link.name() + " was made with multi_queue: who opens one queue of it gets EINVAL, the"
                                + " bridge and Firecracker among them",
                        "ip link del " + link.name(),
                        "ip tuntap add dev " + link.name() + " mode tap user "
                                + link.tun()
                                        .map(TunInfo::ownerUid)
                                        .filter(uid -> uid >= 0)
                                        .orElse(0L)
                                + " vnet_hdr"));
            }
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(name(), "no port's TAP has several queues"));
        }
        return findings;
    }

    private static boolean isPort(Setup setup, String name) {
        return setup.bridges().stream()
                .anyMatch(bridge -> bridge.portsHere()
                                .anyMatch(port -> port.isTap() && port.netdev().equals(name))
                        || bridge.autoAttach()
                                .map(pattern ->
                                        AutoAttach.names(pattern).matcher(name).matches())
                                .orElse(false));
    }
}
