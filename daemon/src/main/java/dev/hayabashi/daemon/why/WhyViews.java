package dev.hayabashi.daemon.why;

import dev.hayabashi.bridgecore.FirstFrame;
import dev.hayabashi.daemon.api.WhyView.DropGroupView;
import dev.hayabashi.daemon.api.WhyView.DroppedFrameView;
import dev.hayabashi.daemon.api.WhyView.FirstFrameView;
import dev.hayabashi.daemon.api.WhyView.PortWhyView;
import dev.hayabashi.daemon.api.WhyView.TimelineView;
import dev.hayabashi.daemon.decode.FrameSummary;
import dev.hayabashi.daemon.why.DropGroups.Group;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an answer rests on, as the control API says it. */
final class WhyViews {
    private final PortEvidence port;
    private final Moment moment;

    WhyViews(PortEvidence port, Moment moment) {
        this.port = port;
        this.moment = moment;
    }

    PortWhyView port(List<Group> groups) {
        long took = port.timeline().upToForwardingNanos();
        return new PortWhyView(
                port.bridge(),
                port.port(),
                port.snapshot().settings().number(),
                port.kind(),
                port.role().jsonName(),
                port.display(port.snapshot().state()),
                port.isEdge(),
                port.snapshot().linkUp(),
                moment.time(port.timeline().attachedNanos()),
                took < 0 ? null : Words.asSeconds(took),
                firstFrame(),
                port.timeline().entries().stream()
                        .map(entry -> new TimelineView(
                                moment.time(entry.atNanos()),
                                after(entry.atNanos()),
                                entry.what().jsonName(),
                                entry.text()))
                        .toList(),
                port.timeline().forgotten(),
                groups.stream().map(this::group).toList());
    }

    private @Nullable FirstFrameView firstFrame() {
        FirstFrame first = port.firstFrame();
        return first == null
                ? null
                : new FirstFrameView(
                        moment.time(first.atNanos()),
                        after(first.atNanos()),
                        first.delivered(),
                        FrameSummary.of(first.prefix()).text());
    }

    private DropGroupView group(Group group) {
        return new DropGroupView(
                group.reason().label(),
                group.reason().stage().name().toLowerCase(Locale.ROOT),
                group.reason().meaning(),
                group.reason().remedy(),
                group.frames().size(),
                group.counted(),
                moment.time(group.first().atNanos()),
                moment.time(group.last().atNanos()),
                Words.asSeconds(group.first().atNanos() - group.since()),
                Words.asSeconds(group.last().atNanos() - group.since()),
                group.kinds(),
                group.frames().stream()
                        .map(dropped -> new DroppedFrameView(
                                moment.time(dropped.drop().atNanos()),
                                Words.asSeconds(dropped.drop().atNanos() - group.since()),
                                port.display(dropped.drop().state()),
                                dropped.drop().length(),
                                dropped.frame().text()))
                        .toList());
    }

    private double after(long atNanos) {
        return Words.asSeconds(atNanos - port.linkUpBefore(atNanos));
    }
}
