package dev.hayabashi.metrics;

import static dev.hayabashi.metrics.Label.*;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.docs.MeterDocumentation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Every meter of our own, with what it means. {@code docs/metrics.md} is made from this, and a test compares both with a
 * scrape.
 */
public enum HayabashiMeter implements MeterDocumentation {
    BUILD_INFO("build.info", gauge(), "", "Always 1; the labels say what runs.", VERSION, JAVA),
    LOOP_LAG("loop.lag", gauge(), "seconds", "How late the event loop ran its last tick.", BRIDGE),

    BRIDGE_INFO("bridge.info", gauge(), "", "Always 1; the labels say what the bridge is.", BRIDGE, MODE, BRIDGE_ID),
    ROOT_INFO(
            "root.info",
            gauge(),
            "",
            "Always 1; the labels say which root the bridge follows.",
            BRIDGE,
            ROOT_ID,
            ROOT_PORT),
    BRIDGE_IS_ROOT("bridge.is.root", gauge(), "", "1 when the bridge is the root of its spanning tree.", BRIDGE),
    ROOT_PATH_COST("root.path.cost", gauge(), "", "Cost of the way to the root; 0 on the root.", BRIDGE),
    ROOT_CHANGES("root.changes", counter(), "", "How often the bridge followed another root.", BRIDGE),
    TOPOLOGY_CHANGES("topology.changes", counter(), "", "Topology changes detected or heard.", BRIDGE),
    LAST_TOPOLOGY_CHANGE(
            "last.topology.change.timestamp",
            gauge(),
            "seconds",
            "When the last topology change was, since 1970.",
            BRIDGE),
    LATE_TICKS("late.ticks", counter(), "", "Ticks of the spanning tree that came too late and were skipped.", BRIDGE),
    FRAMES("frames", counter(), "", "Frames that ports received, by their fate.", BRIDGE, FATE),
    DROPS("drops", counter(), "", "Dropped frames and copies of frames on all ports.", BRIDGE, REASON),
    MAC_TABLE_SIZE("mac.table.size", gauge(), "", "Learned addresses in the MAC table.", BRIDGE),
    MAC_TABLE_LIMIT("mac.table.limit", gauge(), "", "Most addresses that the MAC table learns.", BRIDGE),
    MAC_MOVES("mac.moves", counter(), "", "How often an address was heard on another port than before.", BRIDGE),
    MAC_EVICTIONS("mac.evictions", counter(), "", "How often an address had to go because the table was full.", BRIDGE),
    MAC_FLUSHES("mac.flushes", counter(), "", "How often the addresses of a port were forgotten.", BRIDGE, CAUSE),
    MULTICAST_GROUPS(
            "multicast.groups", gauge(), "", "Multicast groups that somebody has joined, with snooping.", BRIDGE),
    MULTICAST_REFUSED_JOINS(
            "multicast.refused.joins", counter(), "", "Joins of multicast groups that a limit refused.", BRIDGE),
    SHORTCUTS("shortcuts", gauge(), "", "Pairs of stations whose frames go from TAP to TAP in the kernel.", BRIDGE),
    SHORTCUT_FRAMES(
            "shortcut.frames",
            counter(),
            "",
            "Frames that took a shortcut; they are among the frames of ports too.",
            BRIDGE),
    SHORTCUT_BYTES("shortcut.bytes", counter(), "", "Bytes of frames that took a shortcut.", BRIDGE),
    DHCP_LEASES("dhcp.leases", gauge(), "", "Leases by state.", BRIDGE, STATE),
    DHCP_POOL_FREE("dhcp.pool.free", gauge(), "", "Addresses that a new client can get.", BRIDGE),
    DHCP_DISCOVER_TO_ACK(
            "dhcp.discover.to.ack", histogram(), "seconds", "From a client's first DISCOVER to its ACK.", BRIDGE),
    UP_TO_FORWARDING(
            "port.up.to.forwarding", histogram(), "seconds", "From a link coming up to the port forwarding.", BRIDGE),

    PORT_INFO("port.info", gauge(), "", "Always 1; the labels say what the port is.", BRIDGE, PORT, NUMBER, KIND),
    PORT_STATE(
            "port.state", gauge(), "", "1 for the state that the port is in, 0 for the others.", BRIDGE, PORT, STATE),
    PORT_ROLE("port.role", gauge(), "", "1 for the role that the port has, 0 for the others.", BRIDGE, PORT, ROLE),
    PORT_UP("port.up", gauge(), "", "1 when the port has carrier.", BRIDGE, PORT),
    PORT_EDGE("port.edge", gauge(), "", "1 when the port is an edge port now.", BRIDGE, PORT),
    PORT_GUARDED("port.guarded", gauge(), "", "1 when BPDU guard has shut the port.", BRIDGE, PORT),
    PORT_INCONSISTENT(
            "port.inconsistent",
            gauge(),
            "",
            "1 while the port is inconsistent; there is no series while it is not.",
            BRIDGE,
            PORT,
            REASON),
    PORT_PATH_COST("port.path.cost", gauge(), "", "Path cost in force.", BRIDGE, PORT),
    PORT_STATE_DURATION("port.state.duration", gauge(), "seconds", "Time since the state last changed.", BRIDGE, PORT),
    PORT_TRANSITIONS(
            "port.transitions", counter(), "", "How often the port began to forward, or stopped.", BRIDGE, PORT, TO),
    PORT_GUARD_HITS("port.guard.hits", counter(), "", "How often a guard acted.", BRIDGE, PORT, GUARD),
    PORT_LAST_UP_TO_FORWARDING(
            "port.last.up.to.forwarding",
            gauge(),
            "seconds",
            "From the link coming up to forwarding, the last time that it did.",
            BRIDGE,
            PORT),
    FIRST_FRAME_DELIVERED(
            "first.frame.delivered",
            counter(),
            "",
            "How often the first frame after the link came up was delivered.",
            BRIDGE,
            PORT),
    FIRST_FRAME_LOST(
            "first.frame.lost",
            counter(),
            "",
            "How often the first frame after the link came up was dropped.",
            BRIDGE,
            PORT),
    PORT_FRAMES(
            "port.frames",
            counter(),
            "",
            "Frames that came in by the port or left by it.",
            BRIDGE,
            PORT,
            DIRECTION,
            CAST),
    PORT_BYTES("port", counter(), "bytes", "Bytes of those frames, without FCS.", BRIDGE, PORT, DIRECTION),
    PORT_DROPS(
            "port.drops",
            counter(),
            "",
            "Dropped frames; reasons that never occurred have no series.",
            BRIDGE,
            PORT,
            REASON),
    PORT_KERNEL_DROPS(
            "port.kernel.drops",
            counter(),
            "",
            "Frames that the kernel lost: `in` before the bridge could read them, `out` after it had sent them.",
            BRIDGE,
            PORT,
            DIRECTION),
    PORT_QUEUED("port.queued.frames", gauge(), "", "Frames that wait for the port's reader.", BRIDGE, PORT),
    PORT_LEARNED("port.learned.macs", gauge(), "", "Addresses learned on the port.", BRIDGE, PORT),
    PORT_BPDUS("port.bpdus", counter(), "", "BPDUs by type.", BRIDGE, PORT, DIRECTION, TYPE),
    PORT_BPDUS_REJECTED("port.bpdus.rejected", counter(), "", "BPDUs that were refused.", BRIDGE, PORT, REASON),
    PORT_TOPOLOGY_CHANGE_FLAGS(
            "port.topology.change.flags",
            counter(),
            "",
            "BPDUs that announced a topology change.",
            BRIDGE,
            PORT,
            DIRECTION);

    private static final String PREFIX = "hayabashi";

    private final String name;
    private final Meter.Type type;
    private final String unit;
    private final String help;
    // Never changed nor handed out uncopied beyond this package.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Label[] labels;

    @SuppressWarnings("ImmutableEnumChecker")
    private final byte[] seriesBytes;

    HayabashiMeter(String name, Meter.Type type, String unit, String help, Label... labels) {
        this.name = name;
        this.type = type;
        this.unit = unit;
        this.help = help;
        this.labels = labels;
        this.seriesBytes = seriesName().getBytes(StandardCharsets.US_ASCII);
    }

    private static Meter.Type gauge() {
        return Meter.Type.GAUGE;
    }

    private static Meter.Type counter() {
        return Meter.Type.COUNTER;
    }

    private static Meter.Type histogram() {
        return Meter.Type.TIMER;
    }

    @Override
    public String getName() {
        return PREFIX + "." + name;
    }

    @Override
    public Meter.Type getType() {
        return type;
    }

    @Override
    public @Nullable String getBaseUnit() {
        return unit.isEmpty() ? null : unit;
    }

    @Override
    public KeyName[] getKeyNames() {
        return labels.clone();
    }

    /** Whether the registry has it; the others are written from a sample. */
    boolean isRegistered() {
        return this == BUILD_INFO;
    }

    /** What it means, one sentence. */
    public String help() {
        return help;
    }

    List<Label> labels() {
        return Arrays.asList(labels);
    }

    /** Name of the family: with its unit, without the {@code _total} of counters. */
    String family() {
        String family = (PREFIX + "." + name).replace('.', '_');
        return unit.isEmpty() ? family : family + "_" + unit;
    }

    /** Name of the series as Prometheus stores them. */
    public String seriesName() {
        return type == Meter.Type.COUNTER ? family() + "_total" : family();
    }

    /** The same for the text format; shared, not to be changed. */
    byte[] seriesBytes() {
        return seriesBytes;
    }

    /** {@code gauge}, {@code counter} or {@code histogram}. */
    String prometheusType() {
        return type == Meter.Type.TIMER ? "histogram" : type.name().toLowerCase(Locale.ROOT);
    }
}
