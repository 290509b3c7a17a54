package dev.hayabashi.daemon.runtime;

import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.MulticastSnapshot;
import dev.hayabashi.daemon.api.GroupsView;
import dev.hayabashi.daemon.decode.IpText;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/** From what multicast snooping knows to what the control API says. */
public final class GroupViews {
    private GroupViews() {}

    /** The groups of a bridge. */
    public static GroupsView of(RunningBridge running) {
        Map<Integer, String> names = new HashMap<>();
        MulticastSnapshot seen = running.ask(sight -> {
            for (BridgePort port : sight.bridge().ports()) {
                names.put(port.number(), port.name());
            }
            return sight.bridge().multicast(sight.nowNanos());
        });
        return new GroupsView(
                running.config().name(),
                running.config().snooping().enabled(),
                seen.refusedJoins(),
                seen.domains().stream()
                        .sorted(Comparator.comparingInt(MulticastSnapshot.Domain::vlan)
                                .thenComparing(MulticastSnapshot.Domain::ipv6))
                        .map(domain -> querier(domain, names))
                        .toList(),
                seen.groups().stream()
                        .sorted(Comparator.comparingInt(MulticastSnapshot.Group::vlan)
                                .thenComparing(MulticastSnapshot.Group::ipv6)
                                .thenComparing(MulticastSnapshot.Group::high, Long::compareUnsigned)
                                .thenComparing(MulticastSnapshot.Group::low, Long::compareUnsigned))
                        .map(group -> new GroupsView.GroupView(
                                group.vlan(),
                                address(group.ipv6(), group.high(), group.low()),
                                group.members().stream()
                                        .map(member -> new GroupsView.MemberView(
                                                name(names, member.portNumber()), member.remainingSeconds()))
                                        .toList()))
                        .toList());
    }

    private static GroupsView.QuerierView querier(MulticastSnapshot.Domain domain, Map<Integer, String> names) {
        String querier = domain.ownQuerier() ? "self" : "";
        String port = "";
        if (domain.querierPort() != 0) {
            querier = address(domain.ipv6(), domain.querierHigh(), domain.querierLow());
            port = name(names, domain.querierPort());
        }
        return new GroupsView.QuerierView(
                domain.vlan(),
                domain.ipv6() ? "ipv6" : "ipv4",
                querier,
                port,
                domain.complete(),
                domain.routerPorts().stream().map(number -> name(names, number)).toList());
    }

    private static String name(Map<Integer, String> names, int number) {
        return names.getOrDefault(number, "?");
    }

    private static String address(boolean ipv6, long high, long low) {
        byte[] octets = ipv6
                ? ByteBuffer.allocate(16).putLong(high).putLong(low).array()
                : ByteBuffer.allocate(4).putInt((int) low).array();
        return IpText.of(octets);
    }
}
