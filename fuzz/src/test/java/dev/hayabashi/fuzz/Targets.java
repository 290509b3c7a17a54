package dev.hayabashi.fuzz;

import dev.hayabashi.daemon.RestFuzz;
import dev.hayabashi.daemon.runtime.FrameFuzz;
import dev.hayabashi.daemon.takeover.TakeoverFuzz;
import dev.hayabashi.stp.BpduFuzz;
import dev.hayabashi.tapio.stream.StreamFuzz;
import java.util.List;

/** All targets. */
final class Targets {
    static final List<Target> ALL = List.of(
            Target.of("frames", FrameFuzz.class, "frames through the whole bridge", FrameFuzz::fuzzerTestOneInput),
            Target.of("offload", OffloadFuzz.class, "segmentation, checksums", OffloadFuzz::fuzzerTestOneInput),
            Target.of(
                    "services", ServicesFuzz.class, "DHCP, DNS, ARP, ND, RA frames", ServicesFuzz::fuzzerTestOneInput),
            Target.of("dhcp", DhcpFuzz.class, "DHCP clients, disk, restarts", DhcpFuzz::fuzzerTestOneInput),
            Target.of("dns", DnsFuzz.class, "DNS guests and resolvers", DnsFuzz::fuzzerTestOneInput),
            Target.of("bpdu", BpduFuzz.class, "BPDUs into decoder and engine", BpduFuzz::fuzzerTestOneInput),
            Target.of("stream", StreamFuzz.class, "QEMU's framing, both ways", StreamFuzz::fuzzerTestOneInput),
            Target.of("decode", DecodeFuzz.class, "frames put into words", DecodeFuzz::fuzzerTestOneInput),
            Target.of("filter", FilterFuzz.class, "capture filters", FilterFuzz::fuzzerTestOneInput),
            Target.of("rest", RestFuzz.class, "the control API on its socket", RestFuzz::fuzzerTestOneInput),
            Target.of("config", ConfigFuzz.class, "configuration files", ConfigFuzz::fuzzerTestOneInput),
            Target.of("topology", TopologyFuzz.class, "files of stp simulate", TopologyFuzz::fuzzerTestOneInput),
            Target.of("libvirt", LibvirtFuzz.class, "libvirt networks", LibvirtFuzz::fuzzerTestOneInput),
            Target.of("snoop", SnoopFuzz.class, "IGMP and MLD of guests", SnoopFuzz::fuzzerTestOneInput),
            Target.of("takeover", TakeoverFuzz.class, "greetings for a hand-over", TakeoverFuzz::fuzzerTestOneInput));

    private Targets() {}
}
