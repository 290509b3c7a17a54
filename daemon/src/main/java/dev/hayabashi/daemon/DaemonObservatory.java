package dev.hayabashi.daemon;

import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.BridgeSnapshot.MacEntry;
import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.bridgecore.Rehearsal;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.daemon.api.ApiException;
import dev.hayabashi.daemon.api.EventsView;
import dev.hayabashi.daemon.api.TraceView;
import dev.hayabashi.daemon.api.WhyView;
import dev.hayabashi.daemon.capture.CaptureOptions;
import dev.hayabashi.daemon.control.EventStream;
import dev.hayabashi.daemon.control.Observatory;
import dev.hayabashi.daemon.decode.IpText;
import dev.hayabashi.daemon.events.EventJournal;
import dev.hayabashi.daemon.runtime.GatewayViews;
import dev.hayabashi.daemon.runtime.RunningBridge;
import dev.hayabashi.daemon.runtime.Sight;
import dev.hayabashi.daemon.trace.TraceRecorder;
import dev.hayabashi.daemon.trace.TraceRequest;
import dev.hayabashi.daemon.why.Citations;
import dev.hayabashi.daemon.why.EvidenceCollector;
import dev.hayabashi.daemon.why.Moment;
import dev.hayabashi.daemon.why.PortEvidence;
import dev.hayabashi.daemon.why.WhyEngine;
import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** Answers what can be seen of the running bridges. One control thread calls it. */
final class DaemonObservatory implements Observatory {
    private final Bridges bridges;
    private final Citations citations;
    private final EventJournal journal;
    private final FrameStreams streams;
    private final Runnable lookAtKernelDrops;

    DaemonObservatory(
            Bridges bridges,
            Citations citations,
            EventJournal journal,
            FrameStreams streams,
            Runnable lookAtKernelDrops) {
        this.lookAtKernelDrops = lookAtKernelDrops;
        this.bridges = bridges;
        this.citations = citations;
        this.journal = journal;
        this.streams = streams;
    }

    @Override
    public WhyView why(@Nullable String bridge, String subject) {
        lookAtKernelDrops.run();
        Moment moment = new Moment(System.nanoTime(), Instant.now());
        WhyEngine engine = new WhyEngine(citations, moment);
        for (RunningBridge running : bridges.selected(bridge)) {
            PortConfig port = running.shownConfig(subject);
            if (port != null) {
                return evidence(running, port).map(engine::port).orElseThrow(() -> unknown(subject));
            }
        }
        List<PortEvidence> all = bridges.selected(bridge).stream()
                .flatMap(running -> running.config().ports().stream().map(port -> evidence(running, port)))
                .flatMap(Optional::stream)
                .toList();
        String address = IpText.canonical(subject);
        if (address != null) {
            return engine.ip(address, all, station -> find(bridge, station), leasedTo(bridge, address));
        }
        long station;
        try {
            station = MacAddress.parse(subject);
        } catch (IllegalArgumentException e) {
            throw unknown(subject);
        }
        return engine.mac(station, all, find(bridge, station));
    }

    @Override
    public EventsView events(long after, int limit) {
        return EventStream.read(journal, after, limit);
    }

    @Override
    public TraceView trace(@Nullable String bridge, String body) {
        TraceRequest request = TraceRequest.read(body);
        RunningBridge running = bridges.shower(bridge, request.in());
        return running.ask(sight -> {
            TraceRecorder recorder = new TraceRecorder(sight.bridge());
            Rehearsal.walk(
                    sight.bridge(), number(sight, request.in()), request.frame().frame(), recorder, sight.nowNanos());
            return recorder.view(false, Instant.now().toString());
        });
    }

    @Override
    public Flux<TraceView> liveTrace(@Nullable String bridge, String mac, int frames) {
        long station;
        try {
            station = MacAddress.parse(mac);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(String.valueOf(e.getMessage()), "write aa:fc:00:00:00:01");
        }
        return streams.trace(bridges.one(bridge), station, frames);
    }

    @Override
    public Flux<ByteBuf> capture(@Nullable String bridge, CaptureOptions options, long packets) {
        options.ports().forEach(port -> bridges.shower(bridge, port));
        RunningBridge running = options.ports().stream()
                .findFirst()
                .map(port -> bridges.shower(bridge, port))
                .orElseGet(() -> bridges.one(bridge));
        for (String port : options.ports()) {
            if (running.portConfig(port) == null) {
                throw ApiException.badRequest(
                        "the ports are on several bridges", "capture one bridge at a time with --bridge NAME");
            }
        }
        return streams.capture(running, options, packets);
    }

    private static Optional<PortEvidence> evidence(RunningBridge running, PortConfig port) {
        String kind = port.kind().name().toLowerCase(Locale.ROOT);
        int number = port.number().orElseThrow();
        return running.ask(sight -> Optional.ofNullable(
                EvidenceCollector.take(sight.bridge(), sight.tree(), sight.watch(), number, kind, sight.nowNanos())));
    }

    /** The station that DHCP gave an address to. */
    private @Nullable Long leasedTo(@Nullable String bridge, String address) {
        return bridges.selected(bridge).stream()
                .flatMap(running -> GatewayViews.leases(running).stream())
                .filter(lease -> lease.address().equals(address))
                .map(lease -> MacAddress.parse(lease.mac()))
                .findFirst()
                .orElse(null);
    }

    private List<WhyEngine.Found> find(@Nullable String bridge, long station) {
        List<WhyEngine.Found> found = new ArrayList<>();
        for (RunningBridge running : bridges.selected(bridge)) {
            Optional<MacEntry> entry = running.ask(
                    sight -> Optional.ofNullable(sight.bridge().macTable().entry(station, sight.nowNanos())));
            entry.ifPresent(
                    each -> found.add(new WhyEngine.Found(running.config().name(), each)));
        }
        return found;
    }

    private static int number(Sight sight, String port) {
        return sight.bridge().ports().stream()
                .filter(each -> each.name().equals(port))
                .mapToInt(BridgePort::number)
                .findFirst()
                .orElseThrow(() -> ApiException.notFound("there is no port '" + port + "'", ""));
    }

    private static ApiException unknown(String subject) {
        return ApiException.notFound(
                "'" + subject + "' is neither a port nor a MAC or IP address",
                "`hayabashi ports` and `hayabashi fdb` list what there is");
    }
}
