package dev.hayabashi.daemon.doctor;

import java.util.ArrayList;
import java.util.List;

/** Whether the host forwards IP packets at all, which a gateway needs. */
final class IpForwardCheck implements Check {
    private static final String IPV4 = "net.ipv4.ip_forward";
    private static final String IPV6 = "net.ipv6.conf.all.forwarding";

    @Override
    public String name() {
        return "ip-forward";
    }

    @Override
    public List<Finding> look(Surroundings around) {
        boolean ipv4 = around.setup().bridges().stream()
                .anyMatch(bridge -> bridge.gateway().isPresent());
        boolean ipv6 = around.setup().bridges().stream().anyMatch(Setup.BridgeSetup::ipv6);
        List<Finding> findings = new ArrayList<>();
        if (ipv4) {
            judge(around, IPV4, findings);
        }
        if (ipv6) {
            judge(around, IPV6, findings);
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(name(), "no bridge has a gateway, so the host need not forward"));
        }
        return findings;
    }

    private void judge(Surroundings around, String key, List<Finding> findings) {
        String value = around.sysctl(key).orElse("missing");
        if (!value.equals("0")) {
            findings.add(Finding.ok(name(), key + " is " + value));
        } else if (around.daemon().isEmpty()) {
            findings.add(Finding.ok(name(), key + " is 0; hayabashi sets it when it starts, and puts it back"));
        } else {
            findings.add(Finding.fail(
                    name(),
                    key + " is 0: somebody has set it back since the daemon started, and guests reach nobody beyond"
                            + " the host",
                    "sysctl -w " + key + "=1"));
        }
    }
}
