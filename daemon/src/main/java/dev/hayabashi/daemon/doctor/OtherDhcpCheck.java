package dev.hayabashi.daemon.doctor;

import dev.hayabashi.daemon.api.EventView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Other DHCP servers and IPv6 routers that the daemon has heard on its segments. */
final class OtherDhcpCheck implements Check {
    private static final Set<String> TYPES = Set.of("other.dhcp.server", "rogue.router");

    @Override
    public String name() {
        return "other-dhcp";
    }

    @Override
    public List<Finding> look(Surroundings around) {
        if (around.daemon().isEmpty()) {
            return List.of(Finding.ok(name(), "nothing was heard yet: no daemon runs"));
        }
        List<Finding> findings = new ArrayList<>();
        List<EventView> events = around.daemon().get().events();
        // The latest first, each sentence once: the daemon repeats what goes on.
        for (int i = events.size() - 1; i >= 0; i--) {
            EventView event = events.get(i);
            String text = event.bridge() + ": " + event.text().replaceAll(" \\(\\d+ more since .*\\)$", "");
            boolean told = findings.stream().anyMatch(finding -> finding.text().startsWith(text));
            if (TYPES.contains(event.type()) && !told) {
                findings.add(Finding.fail(
                        name(),
                        text + " (last heard " + event.time() + ")",
                        "hayabashi fdb   # names the port of that MAC address"));
            }
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(name(), "no other DHCP server and no foreign router was heard"));
        }
        return findings;
    }
}
