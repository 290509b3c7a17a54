package dev.hayabashi.daemon.doctor;

import dev.hayabashi.daemon.doctor.Setup.PortSetup;
import dev.hayabashi.tapio.netlink.LinkInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ports that carry smaller packets than their bridge: larger frames end there, and nobody tells the sender. */
final class MtuCheck implements Check {
    @Override
    public String name() {
        return "mtu";
    }

    @Override
    public List<Finding> look(Surroundings around) throws CannotLookException {
        List<Finding> findings = new ArrayList<>();
        for (Setup.BridgeSetup bridge : around.setup().bridges()) {
            for (PortSetup port : bridge.ports()) {
                Optional<LinkInfo> link = port.netns().isPresent() ? Optional.empty() : around.link(port.netdev());
                int netdevMtu = link.map(LinkInfo::mtuBytes).orElse(port.mtu());
                if (netdevMtu < port.mtu()) {
                    findings.add(warning(
                            bridge, port, netdevMtu, "ip link set dev " + port.netdev() + " mtu " + port.mtu()));
                } else if (port.mtu() < bridge.mtu()) {
                    findings.add(warning(
                            bridge, port, port.mtu(), "hayabashi port set " + port.name() + " --mtu " + bridge.mtu()));
                }
            }
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(name(), "every port carries what its bridge carries"));
        }
        return findings;
    }

    private Finding warning(Setup.BridgeSetup bridge, PortSetup port, int mtu, String mend) {
        return Finding.warn(
                name(),
                "port " + port.name() + " carries packets of " + mtu + " bytes, its bridge " + bridge.name() + " of "
                        + bridge.mtu() + ": larger ones are dropped there (mtu_exceeded)",
                mend);
    }
}
