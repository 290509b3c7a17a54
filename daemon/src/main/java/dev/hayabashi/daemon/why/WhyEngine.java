package dev.hayabashi.daemon.why;

import dev.hayabashi.bridgecore.BridgeSnapshot.MacEntry;
import dev.hayabashi.bridgecore.DropReason;
import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.bridgecore.MacTable;
import dev.hayabashi.daemon.api.WhyView;
import dev.hayabashi.daemon.decode.FrameSummary;
import dev.hayabashi.daemon.why.DropGroups.Group;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Answers {@code hayabashi why} from evidence. */
public final class WhyEngine {
    private static final int MAX_ADDRESSES = 4;

    private final Citations citations;
    private final Moment moment;

    public WhyEngine(Citations citations, Moment moment) {
        this.citations = citations;
        this.moment = moment;
    }

    /** What happened to the frames of a port. */
    public WhyView port(PortEvidence port) {
        List<Group> groups = DropGroups.of(port, frame -> true);
        return new WhyView(
                port.port(),
                "port",
                new PortSentences(port, moment, citations).all(groups),
                List.of(new WhyViews(port, moment).port(groups)));
    }

    /**
     * What happened to the frames of a station.
     *
     * @param ports all ports
     * @param found entries of MAC tables for the address
     */
    public WhyView mac(long address, List<PortEvidence> ports, List<Found> found) {
        String text = MacAddress.format(address);
        List<String> sentences = new ArrayList<>();
        List<WhyView.PortWhyView> views = new ArrayList<>();
        drops(ports, frame -> frame.source() == address || frame.destination() == address, sentences, views);
        if (sentences.isEmpty()) {
            sentences.add("No frame from or to " + text + " is known to have been dropped.");
        }
        whereabouts(text, ports, found, sentences, views);
        return new WhyView(text, "mac", sentences, views);
    }

    /**
     * What happened to the frames of an IP address.
     *
     * @param ports all ports
     * @param lookUp finds a station in the MAC tables
     * @param leased the station that DHCP gave the address to; null when there is none
     */
    public WhyView ip(String address, List<PortEvidence> ports, StationLookUp lookUp, @Nullable Long leased) {
        Predicate<FrameSummary> concerns =
                frame -> address.equals(frame.sourceIp()) || address.equals(frame.destinationIp());
        List<String> sentences = new ArrayList<>();
        List<WhyView.PortWhyView> views = new ArrayList<>();
        drops(ports, concerns, sentences, views);
        if (sentences.isEmpty()) {
            sentences.add("No frame from or to " + address + " is known to have been dropped.");
        }
        Set<Long> stations = new HashSet<>();
        if (leased != null) {
            stations.add(leased);
            sentences.add(address + " is leased to " + MacAddress.format(leased) + ".");
        }
        for (PortEvidence port : ports) {
            port.drops().stream()
                    .map(drop -> FrameSummary.of(drop.prefix()))
                    .filter(frame -> address.equals(frame.sourceIp()) && !MacAddress.isGroup(frame.source()))
                    .forEach(frame -> stations.add(frame.source()));
        }
        stations.stream()
                .limit(MAX_ADDRESSES)
                .forEach(station ->
                        whereabouts(MacAddress.format(station), ports, lookUp.find(station), sentences, views));
        if (stations.isEmpty()) {
            sentences.add("Which station has " + address + " is not known: no lease names it and none of the remembered"
                    + " drops came from it. `hayabashi capture host " + address + "` shows its frames.");
        }
        return new WhyView(address, "ip", sentences, views);
    }

    /** An entry of a MAC table. */
    public record Found(String bridge, MacEntry entry) {}

    /** Finds a station in all MAC tables. */
    @FunctionalInterface
    public interface StationLookUp {
        List<Found> find(long address);
    }

    private void drops(
            List<PortEvidence> ports,
            Predicate<FrameSummary> concerns,
            List<String> sentences,
            List<WhyView.PortWhyView> views) {
        for (PortEvidence port : ports) {
            List<Group> groups = DropGroups.of(port, concerns);
            if (groups.isEmpty()) {
                continue;
            }
            PortSentences words = new PortSentences(port, moment, citations);
            for (Group group : groups) {
                String at = group.reason().stage() == DropReason.Stage.EGRESS ? "to " : "from ";
                sentences.add(at + port.port() + ": " + words.drops(group));
            }
            views.add(new WhyViews(port, moment).port(groups));
        }
    }

    private void whereabouts(
            String station,
            List<PortEvidence> ports,
            List<Found> found,
            List<String> sentences,
            List<WhyView.PortWhyView> views) {
        if (found.isEmpty()) {
            sentences.add(station + " is in no MAC table: nothing was learned from it within the ageing time.");
        }
        for (Found each : found) {
            MacEntry entry = each.entry();
            if (entry.portNumber() == MacTable.LOCAL_PORT) {
                sentences.add(station + " is an address of " + each.bridge() + " itself.");
                continue;
            }
            ports.stream()
                    .filter(port -> port.bridge().equals(each.bridge())
                            && port.snapshot().settings().number() == entry.portNumber())
                    .forEach(port -> {
                        sentences.add(String.format(
                                Locale.ROOT,
                                "%s is behind %s of %s (%s, heard %.1f s ago).",
                                station,
                                port.port(),
                                each.bridge(),
                                entry.type().name().toLowerCase(Locale.ROOT),
                                entry.ageSeconds()));
                        sentences.add(new PortSentences(port, moment, citations).state());
                        if (views.stream().noneMatch(view -> view.name().equals(port.port()))) {
                            views.add(new WhyViews(port, moment).port(List.of()));
                        }
                    });
        }
    }
}
