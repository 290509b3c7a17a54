package dev.hayabashi.daemon.doctor;

import dev.hayabashi.tapio.netlink.LinkInfo;
import dev.hayabashi.tapio.tap.Names;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a daemon that was killed has left: netdevs, NAT tables, changed settings of the host, its socket. The next {@code up}
 * takes over or removes what belongs to its bridges; this is for what no bridge will ask for again.
 */
final class LeftoversCheck implements Check {
    @Override
    public String name() {
        return "leftovers";
    }

    @Override
    public List<Finding> look(Surroundings around) throws CannotLookException {
        List<Finding> findings = new ArrayList<>();
        for (LinkInfo link : around.links()) {
            if (Names.isOurs(link.alias()) && !isWanted(around, link)) {
                findings.add(Finding.warn(
                        name(),
                        "netdev " + link.name() + " was made for "
                                + link.alias().substring(link.alias().indexOf(':') + 1) + ", which no longer runs",
                        "ip link del " + link.name()));
            }
        }
        if (around.daemon().isEmpty()) {
            files(around, findings);
        }
        tables(around, findings);
        if (findings.isEmpty()) {
            findings.add(Finding.ok(name(), "nothing is left of a daemon that was killed"));
        }
        return findings;
    }

    private static boolean isWanted(Surroundings around, LinkInfo link) {
        return around.setup().bridges().stream()
                .anyMatch(bridge -> Names.isOfBridge(link.alias(), bridge.name())
                        && (around.daemon().isPresent()
                                || bridge.ports().stream()
                                        .anyMatch(
                                                port -> link.alias().equals(Names.alias(bridge.name(), port.name())))));
    }

    private void files(Surroundings around, List<Finding> findings) {
        if (Files.isWritable(around.socket())) {
            findings.add(Finding.warn(
                    name(),
                    "the socket " + around.socket() + " is there, and nobody answers on it",
                    "rm " + around.socket()));
        }
        Path sysctls = around.stateDir().resolve("sysctls");
        if (Files.exists(sysctls)) {
            findings.add(Finding.warn(
                    name(),
                    "settings of the host are still as a daemon wanted them, see " + sysctls
                            + "; the next start and stop put them back",
                    "hayabashi up"));
        }
    }

    private void tables(Surroundings around, List<Finding> findings) {
        ForwardRules rules;
        try {
            rules = around.rules();
        } catch (CannotLookException e) {
            findings.add(Finding.warn(name(), String.valueOf(e.getMessage()), e.mend()));
            return;
        }
        for (String table : rules.tables()) {
            boolean wanted =
                    around.setup().bridges().stream().anyMatch(bridge -> table.equals("ip hayabashi_" + bridge.name()));
            if (table.startsWith("ip hayabashi_") && !wanted) {
                findings.add(Finding.warn(
                        name(),
                        "nft table " + table + " belongs to a bridge that no longer runs",
                        "nft delete table " + table));
            }
        }
    }
}
