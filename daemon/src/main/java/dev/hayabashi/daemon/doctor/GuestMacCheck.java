package dev.hayabashi.daemon.doctor;

import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.daemon.api.FdbView;
import dev.hayabashi.tapio.netlink.LinkInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * A guest that was given the MAC address of its own TAP. The host takes frames to that address for its own: the guest's
 * answers from the host never reach it.
 */
final class GuestMacCheck implements Check {
    @Override
    public String name() {
        return "guest-mac";
    }

    @Override
    public List<Finding> look(Surroundings around) throws CannotLookException {
        if (around.daemon().isEmpty()) {
            return List.of(Finding.ok(name(), "no guest's address is known yet: no daemon runs"));
        }
        List<Finding> findings = new ArrayList<>();
        for (FdbView entry : around.daemon().get().fdb()) {
            if (entry.type().equals("local")) {
                continue;
            }
            for (LinkInfo link : around.links()) {
                // The netdevs of kind tap are stations themselves: their address is on their port.
                boolean sameAddress =
                        link.address() != 0 && MacAddress.format(link.address()).equals(entry.mac());
                if (sameAddress && !isStation(around.setup(), link.name())) {
                    findings.add(Finding.fail(
                            name(),
                            "the guest on " + entry.port() + " uses " + entry.mac() + ", which is the address of the"
                                    + " host's netdev " + link.name() + ": the host keeps its frames",
                            "ip link set dev " + link.name() + " address " + other(link.address())));
                }
            }
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(name(), "no guest uses the address of a netdev of the host"));
        }
        return findings;
    }

    private static boolean isStation(Setup setup, String netdev) {
        return setup.bridges().stream()
                .anyMatch(bridge -> bridge.name().equals(netdev)
                        || bridge.ports().stream()
                                .anyMatch(port -> port.kind().equals("tap")
                                        && port.netdev().equals(netdev)));
    }

    /** fe: in front, as libvirt does with its TAPs; another one where that is what is there. */
    private static String other(long address) {
        String text = MacAddress.format(address);
        return (text.startsWith("fe") ? "fa" : "fe") + text.substring(2);
    }
}
