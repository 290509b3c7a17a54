package dev.hayabashi.fuzz;

import dev.hayabashi.stp.BpduFuzz;
import dev.hayabashi.tapio.stream.StreamFuzz;
import java.util.List;

/** All targets. */
final class Targets {
    static final List<Target> ALL = List.of(
            Target.of("bpdu", BpduFuzz.class, "BPDUs into decoder and engine", BpduFuzz::fuzzerTestOneInput),
            Target.of("stream", StreamFuzz.class, "QEMU's framing, both ways", StreamFuzz::fuzzerTestOneInput),
            Target.of("decode", DecodeFuzz.class, "frames put into words", DecodeFuzz::fuzzerTestOneInput),
            Target.of("filter", FilterFuzz.class, "capture filters", FilterFuzz::fuzzerTestOneInput),
            Target.of("config", ConfigFuzz.class, "configuration files", ConfigFuzz::fuzzerTestOneInput),
            Target.of("topology", TopologyFuzz.class, "files of stp simulate", TopologyFuzz::fuzzerTestOneInput),
            Target.of("libvirt", LibvirtFuzz.class, "libvirt networks", LibvirtFuzz::fuzzerTestOneInput));

    private Targets() {}
}
