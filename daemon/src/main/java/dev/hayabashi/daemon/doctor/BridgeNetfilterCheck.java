package dev.hayabashi.daemon.doctor;

import dev.hayabashi.daemon.doctor.ForwardRules.Closed;
import dev.hayabashi.tapio.netlink.LinkInfo;
import java.util.List;

/**
 * br_netfilter shows frames that cross a kernel bridge to the IP firewall. Frames of our bridges never pass it; those of a
 * kernel bridge behind an uplink do.
 */
final class BridgeNetfilterCheck implements Check {
    private static final String KEY = "net.bridge.bridge-nf-call-iptables";

    @Override
    public String name() {
        return "br-netfilter";
    }

    @Override
    public List<Finding> look(Surroundings around) throws CannotLookException {
        if (!around.sysctl(KEY).orElse("0").equals("1")) {
            return List.of(Finding.ok(name(), "the firewall does not see frames that cross kernel bridges"));
        }
        List<LinkInfo> bridges = around.links().stream()
                .filter(link -> link.kind().equals("bridge"))
                .toList();
        if (bridges.isEmpty()) {
            return List.of(Finding.ok(
                    name(), KEY + " is 1, but there is no kernel bridge; it does not concern hayabashi's own"));
        }
        List<Closed> closed = around.rules().closed();
        String names = String.join(", ", bridges.stream().map(LinkInfo::name).toList());
        if (closed.isEmpty()) {
            return List.of(Finding.ok(
                    name(), KEY + " is 1 for the kernel's " + names + ", and no firewall chain drops by default"));
        }
        return List.of(Finding.warn(
                name(),
                KEY + " is 1: IP frames that cross the kernel's " + names + " are dropped in " + closed.get(0)
                        + "; those of hayabashi's own bridges are not concerned",
                "sysctl -w " + KEY + "=0"));
    }
}
