package dev.hayabashi.config;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The keys of a port. */
final class PortKeys {
    private static final Map<String, String> KIND_WORDS = Map.of(
            "tun",
            "tap",
            "veth",
            "netdev",
            "physical",
            "netdev",
            "nic",
            "netdev",
            "interface",
            "netdev",
            "device",
            "netdev",
            "guest",
            "vm",
            "qemu",
            "vm",
            "firecracker",
            "vm",
            "socket",
            "stream");

    static final Key<PortConfig, String> NAME = new Key<>(
            "name",
            Types.text("an interface name of 1..15 bytes", Names::interfaceName),
            PortConfig::name,
            "required",
            "Name of the port, unique in the file; for kinds with a network device also the name of that device. With one"
                    + " `*`, kind `stream`: each client of the socket is a port of its own, named with the client's name in place"
                    + " of the `*`: the last part of the path that the client has bound its own end to, else its process id.");
    static final Key<PortConfig, PortKind> KIND = new Key<>(
            "kind",
            Types.oneOf(PortKind.class, KIND_WORDS),
            PortConfig::kind,
            "required",
            "What the frames travel through: `tap` is a TAP of our own whose network device belongs to the host or to a"
                    + " namespace, `vm` a TAP that a virtual machine monitor opens by name, `netdev` an existing network"
                    + " device, `stream` a unix socket with QEMU's framing.");
    static final Key<PortConfig, OptionalInt> NUMBER = new Key<>(
            "number",
            Types.optionalInt(Types.integer(1, 4095)),
            PortConfig::number,
            "lowest free",
            "Port number of the port identifier (802.1D-2004 9.2.7); the lower number wins a tie between two links.");

    static final Key<PortConfig, java.util.Optional<Owner>> OWNER = new Key<>(
            "owner",
            Types.OWNER,
            p -> p.link().owner(),
            "root",
            "User, or user and group, that may open the TAP, or connect to the socket. Kinds `vm`, `tap` and `stream`.");
    static final Key<PortConfig, java.util.Optional<String>> NETNS = new Key<>(
            "netns",
            Types.optional(Types.text("a network namespace", Names::netns)),
            p -> p.link().netns(),
            "the daemon's",
            "Network namespace, by name or absolute path, that gets the network device. Kind `tap`.");
    static final Key<PortConfig, List<Cidr>> ADDRESS = new Key<>(
            "address",
            Types.CIDRS,
            p -> p.link().addresses(),
            "none",
            "IPv4 and IPv6 addresses of the network device. Kind `tap`.");
    static final Key<PortConfig, java.util.Optional<MacAddress>> MAC = new Key<>(
            "mac",
            Types.optional(Types.MAC),
            p -> p.link().mac(),
            "the kernel's choice",
            "MAC address of the network device. Kind `tap`; a guest's address is set in its VMM.");
    static final Key<PortConfig, OptionalInt> MTU = new Key<>(
            "mtu",
            Types.optionalInt(Types.integer(68, 65535)),
            p -> p.link().mtu(),
            "the bridge's",
            "MTU of the network device in octets; at most the bridge's.");
    static final Key<PortConfig, java.util.Optional<String>> PATH = new Key<>(
            "path",
            Types.optional(Types.text("an absolute path of at most 107 bytes", Names::socketPath)),
            p -> p.link().path(),
            "none",
            "Unix socket of kind `stream`, made by the daemon; a client connects as with QEMU's `-netdev stream`. One client"
                    + " at a time, or with `*` in the name many.");
    static final Key<PortConfig, Integer> QUEUE = new Key<>(
            "queue",
            Types.integer(1, 65536),
            p -> p.link().queueFrames(),
            "Frames that wait for a reader that is slower than the bridge; when full, the newest is dropped.");

    static final Key<PortConfig, Tristate> EDGE = new Key<>(
            "edge",
            Types.TRISTATE,
            p -> p.stp().edge(),
            "`true` for `vm` and `stream`, `auto` for `tap`, `false` for `netdev`",
            "Edge port, elsewhere called PortFast: forwards at link-up without waiting. `auto` becomes one after three"
                    + " seconds without a BPDU. A BPDU always ends it until the link goes down and up.");
    static final Key<PortConfig, Boolean> BPDU_GUARD = new Key<>(
            "bpdu-guard",
            Types.BOOL,
            p -> p.stp().bpduGuard(),
            "`true` for `vm` and `stream`, else `false`",
            "A BPDU on this port disables it: something behind it believes to be a bridge.");
    static final Key<PortConfig, Integer> BPDU_GUARD_RECOVERY = new Key<>(
            "bpdu-guard-recovery",
            Types.durationOrNever(30, 86400),
            p -> p.stp().bpduGuardRecoverySeconds(),
            "Time until a port that BPDU guard disabled is tried again; 0 waits for a person.");
    static final Key<PortConfig, Boolean> BPDU_FILTER = new Key<>(
            "bpdu-filter",
            Types.BOOL,
            p -> p.stp().bpduFilter(),
            "Neither sends nor hears BPDUs. Two such ports cabled together are a loop for ever. Not together with"
                    + " `bpdu-guard` or `bridge-assurance`.");
    static final Key<PortConfig, Boolean> ROOT_GUARD = new Key<>(
            "root-guard",
            Types.BOOL,
            p -> p.stp().rootGuard(),
            "Never becomes root port (restrictedRole): a better bridge behind it is shut out while it speaks. Not"
                    + " together with `loop-guard`.");
    static final Key<PortConfig, Boolean> TCN_GUARD = new Key<>(
            "tcn-guard",
            Types.BOOL,
            p -> p.stp().tcnGuard(),
            "Topology changes heard on this port are not passed on (restrictedTcn).");
    static final Key<PortConfig, Boolean> LOOP_GUARD = new Key<>(
            "loop-guard",
            Types.BOOL,
            p -> p.stp().loopGuard(),
            "A port on which BPDUs stop keeps discarding instead of taking over. Point-to-point links only, not"
                    + " together with `root-guard` or `edge: true`.");
    static final Key<PortConfig, Boolean> BRIDGE_ASSURANCE = new Key<>(
            "bridge-assurance",
            Types.BOOL,
            p -> p.stp().bridgeAssurance(),
            "Sends BPDUs in every role and discards unless it hears some; the other end must do the same."
                    + " Point-to-point links only, needs `edge: false`, not together with `bpdu-filter`.");
    static final Key<PortConfig, Tristate> POINT_TO_POINT = new Key<>(
            "point-to-point",
            Types.TRISTATE,
            p -> p.stp().pointToPoint(),
            "Whether at most two bridges share the link, which the fast hand-shake of RSTP needs.");
    static final Key<PortConfig, Integer> PATH_COST = new Key<>(
            "path-cost",
            Types.autoOr(1, 200_000_000),
            p -> p.stp().pathCost(),
            "Cost of receiving from the root through this port; `auto` or 0 takes the default of the kind (20000).");
    static final Key<PortConfig, Integer> PRIORITY = new Key<>(
            "priority",
            Types.step(0, 240, 16),
            p -> p.stp().priority(),
            "Port priority, the first part of the port identifier; the lower one wins a tie between two links.");

    static final Key<PortConfig, Boolean> ISOLATED = new Key<>(
            "isolated",
            Types.BOOL,
            p -> p.relay().isolated(),
            "Exchanges frames with ports that are not isolated only.");
    static final Key<PortConfig, Boolean> LEARNING =
            new Key<>("learning", Types.BOOL, p -> p.relay().learning(), "Source addresses seen here are learned.");
    static final Key<PortConfig, Boolean> FLOOD = new Key<>(
            "flood",
            Types.BOOL,
            p -> p.relay().flood(),
            "Frames for an address that nobody has learned are sent here too.");
    static final Key<PortConfig, Boolean> MULTICAST_FLOOD = new Key<>(
            "multicast-flood", Types.BOOL, p -> p.relay().multicastFlood(), "Multicast frames are sent here too.");
    static final Key<PortConfig, Boolean> BROADCAST_FLOOD = new Key<>(
            "broadcast-flood", Types.BOOL, p -> p.relay().broadcastFlood(), "Broadcast frames are sent here too.");
    static final Key<PortConfig, Integer> MAC_LIMIT = new Key<>(
            "mac-limit",
            Types.integer(0, 4_194_304),
            p -> p.relay().macLimit(),
            "Most addresses learned on this port; 0 for no limit but the bridge's.");
    static final Key<PortConfig, Boolean> LOCKED =
            new Key<>("locked", Types.BOOL, p -> p.relay().locked(), "Only frames from `static` addresses are let in.");
    static final Key<PortConfig, Boolean> STICKY = new Key<>(
            "sticky",
            Types.BOOL,
            p -> p.relay().sticky(),
            "Addresses learned here stay here: the same address on another port is refused until it has aged out.");
    static final Key<PortConfig, List<MacAddress>> STATIC = new Key<>(
            "static",
            Types.MACS,
            p -> p.relay().staticMacs(),
            "none",
            "Addresses that are always behind this port; they neither age nor move.");

    private static final Map<String, String> SYNONYMS = Map.ofEntries(
            Map.entry("portfast", "edge"),
            Map.entry("adminedge", "edge"),
            Map.entry("admineedgeport", "edge"),
            Map.entry("edgeport", "edge"),
            Map.entry("autoedge", "did you mean 'edge: auto'?"),
            Map.entry("fast", "edge"),
            Map.entry("bpduguard", "bpdu-guard"),
            Map.entry("guard", "bpdu-guard"),
            Map.entry("errdisablerecovery", "bpdu-guard-recovery"),
            Map.entry("recovery", "bpdu-guard-recovery"),
            Map.entry("restrictedrole", "root-guard"),
            Map.entry("rootblock", "root-guard"),
            Map.entry("restrictedtcn", "tcn-guard"),
            Map.entry("tcguard", "tcn-guard"),
            Map.entry("networkport", "bridge-assurance"),
            Map.entry("p2p", "point-to-point"),
            Map.entry("linktype", "point-to-point"),
            Map.entry("cost", "path-cost"),
            Map.entry("adminpathcost", "path-cost"),
            Map.entry("portpriority", "priority"),
            Map.entry("prio", "priority"),
            Map.entry("portnumber", "number"),
            Map.entry("index", "number"),
            Map.entry("id", "number"),
            Map.entry("type", "kind"),
            Map.entry("ifname", "name"),
            Map.entry("dev", "name"),
            Map.entry("interface", "name"),
            Map.entry("uid", "owner"),
            Map.entry("user", "owner"),
            Map.entry("group", "owner"),
            Map.entry("namespace", "netns"),
            Map.entry("ip", "address"),
            Map.entry("ipaddress", "address"),
            Map.entry("addresses", "address"),
            Map.entry("addr", "address"),
            Map.entry("macaddress", "mac"),
            Map.entry("hwaddr", "mac"),
            Map.entry("lladdr", "mac"),
            Map.entry("isolate", "isolated"),
            Map.entry("learn", "learning"),
            Map.entry("unicastflood", "flood"),
            Map.entry("unknownunicastflood", "flood"),
            Map.entry("mcastflood", "multicast-flood"),
            Map.entry("bcastflood", "broadcast-flood"),
            Map.entry("macs", "static"),
            Map.entry("staticmacs", "static"),
            Map.entry("fdb", "static"),
            Map.entry("learninglimit", "mac-limit"),
            Map.entry("maxmacs", "mac-limit"),
            Map.entry("fdbmaxlearned", "mac-limit"),
            Map.entry("txqueuelen", "queue"),
            Map.entry("queuelength", "queue"));

    static final Section<PortConfig> SECTION = new Section<>(
            "port",
            List.of(
                    NAME,
                    KIND,
                    NUMBER,
                    OWNER,
                    NETNS,
                    ADDRESS,
                    MAC,
                    MTU,
                    PATH,
                    QUEUE,
                    EDGE,
                    BPDU_GUARD,
                    BPDU_GUARD_RECOVERY,
                    BPDU_FILTER,
                    ROOT_GUARD,
                    TCN_GUARD,
                    LOOP_GUARD,
                    BRIDGE_ASSURANCE,
                    POINT_TO_POINT,
                    PATH_COST,
                    PRIORITY,
                    ISOLATED,
                    LEARNING,
                    FLOOD,
                    MULTICAST_FLOOD,
                    BROADCAST_FLOOD,
                    MAC_LIMIT,
                    LOCKED,
                    STICKY,
                    STATIC),
            Map.of(),
            SYNONYMS,
            p -> PortConfig.of(p.name(), p.kind()));

    private PortKeys() {}
}
