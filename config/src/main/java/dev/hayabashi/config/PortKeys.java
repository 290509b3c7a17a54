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
            "made from the machine, the network namespace, and the names of bridge and port",
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
            "that of the profile; without one `auto` for `tap`, `false` for `netdev`, else `true`",
            "Edge port, elsewhere called PortFast: forwards at link-up without waiting. `auto` becomes one after three"
                    + " seconds without a BPDU. A BPDU always ends it until the link goes down and up.");
    static final Key<PortConfig, Boolean> BPDU_GUARD = new Key<>(
            "bpdu-guard",
            Types.BOOL,
            p -> p.stp().bpduGuard(),
            "`true` for profiles `guest` and `locked`, else `false`",
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
            "Cost of receiving from the root through this port; `auto` or 0 takes the default of the kind (20000), whatever speed the netdev reports: virtual ones make theirs up.");
    static final Key<PortConfig, Integer> PRIORITY = new Key<>(
            "priority",
            Types.step(0, 240, 16),
            p -> p.stp().priority(),
            "Port priority, the first part of the port identifier; the lower one wins a tie between two links.");

    static final Key<PortConfig, Boolean> ISOLATED = new Key<>(
            "isolated",
            Types.BOOL,
            p -> p.relay().isolated(),
            "`true` for profile `locked`, else `false`",
            "Exchanges frames with ports that are not isolated only.");
    static final Key<PortConfig, Boolean> LEARNING =
            new Key<>("learning", Types.BOOL, p -> p.relay().learning(), "Source addresses seen here are learned.");
    static final Key<PortConfig, Boolean> FLOOD = new Key<>(
            "flood",
            Types.BOOL,
            p -> p.relay().flood(),
            "`false` for profile `locked`, else `true`",
            "Frames for an address that nobody has learned are sent here too.");
    static final Key<PortConfig, Boolean> MULTICAST_FLOOD = new Key<>(
            "multicast-flood", Types.BOOL, p -> p.relay().multicastFlood(), "Multicast frames are sent here too.");
    static final Key<PortConfig, Boolean> BROADCAST_FLOOD = new Key<>(
            "broadcast-flood", Types.BOOL, p -> p.relay().broadcastFlood(), "Broadcast frames are sent here too.");
    static final Key<PortConfig, Integer> MAC_LIMIT = new Key<>(
            "mac-limit",
            Types.integer(0, 4_194_304),
            p -> p.relay().macLimit(),
            "64 for profile `guest`, 1 for `locked`, else 0",
            "Most addresses learned on this port; 0 for no limit but the bridge's.");
    static final Key<PortConfig, Boolean> LOCKED =
            new Key<>("locked", Types.BOOL, p -> p.relay().locked(), "Only frames from `static` addresses are let in.");
    static final Key<PortConfig, Boolean> STICKY = new Key<>(
            "sticky",
            Types.BOOL,
            p -> p.relay().sticky(),
            "`true` for profile `locked`, else `false`",
            "Addresses learned here stay here: the same address on another port is refused until it has aged out.");
    static final Key<PortConfig, List<MacAddress>> STATIC = new Key<>(
            "static",
            Types.MACS,
            p -> p.relay().staticMacs(),
            "none",
            "Addresses that are always behind this port; they neither age nor move.");

    static final Key<PortConfig, PortProfile> PROFILE = new Key<>(
            "profile",
            Types.oneOf(
                    PortProfile.class,
                    Map.of("untrusted", "guest", "host", "guest", "trunk", "uplink", "network", "uplink")),
            PortConfig::profile,
            "`guest` for `vm` and `stream`, `uplink` for `netdev`, `none` for `tap`",
            "One word for many keys, each of which can still be set by itself. `guest`: edge, BPDU guard, `mac-limit` 64,"
                    + " storm control, DHCP and RA guard, loop detection. `locked`: `guest`, and isolated, one MAC address"
                    + " (the first seen, or those in `static`), IP source guard, no unknown unicast sent to it. `uplink`:"
                    + " no edge, no guards. `lab`: edge `auto`, no guards, transparent.");
    static final Key<PortConfig, StormConfig> STORM_CONTROL = new Key<>(
            "storm-control",
            GuardTypes.STORM,
            p -> p.guards().stormControl(),
            "broadcast 2000, multicast and unknown-unicast 10000 frames a second for profiles `guest` and `locked`, else"
                    + " `off`",
            "Most frames, or frames and bytes, a second that this port may send to everybody, to groups, and to unknown"
                    + " addresses; a second's worth at once. A class that is not named has no limit. BPDUs are exempt.");
    static final Key<PortConfig, RateLimitConfig> RATE_LIMIT = new Key<>(
            "rate-limit",
            GuardTypes.RATE,
            p -> p.guards().rateLimit(),
            "`off`",
            "Limits of all that comes in by the port (`rx`, what the guest sends) and goes out by it (`tx`), as token"
                    + " buckets like Firecracker's rate limiters: `bandwidth` in bytes, `ops` in frames, times in"
                    + " milliseconds. BPDUs are exempt.");
    static final Key<PortConfig, Boolean> DHCP_GUARD = new Key<>(
            "dhcp-guard",
            Types.BOOL,
            p -> p.guards().dhcpGuard(),
            "`true` for profiles `guest` and `locked`, else `false`",
            "What only a DHCP server sends is dropped.");
    static final Key<PortConfig, Boolean> RA_GUARD = new Key<>(
            "ra-guard",
            Types.BOOL,
            p -> p.guards().raGuard(),
            "`true` for profiles `guest` and `locked`, else `false`",
            "Router advertisements and DHCPv6 replies are dropped (RFC 6105).");
    static final Key<PortConfig, Boolean> IP_SOURCE_GUARD = new Key<>(
            "ip-source-guard",
            Types.BOOL,
            p -> p.guards().ipSourceGuard(),
            "`true` for profile `locked`, else `false`",
            "IPv4 and ARP only from addresses that were leased to this port or are in `source-addresses`; IPv6 from"
                    + " addresses that this port was the first to claim (RFC 6620).");
    static final Key<PortConfig, List<Ipv4Range>> SOURCE_ADDRESSES = new Key<>(
            "source-addresses",
            Types.IPV4_ADDRESSES,
            p -> p.guards().sourceAddresses(),
            "none",
            "IPv4 addresses that `ip-source-guard` lets pass without a lease.");
    static final Key<PortConfig, Boolean> LOOP_DETECTION = new Key<>(
            "loop-detection",
            Types.BOOL,
            p -> p.guards().loopDetection(),
            "`true` for profiles `guest` and `locked`, else `false`",
            "Sends a probe every 2 s and shuts the port while one comes back: a loop behind guests that swallow BPDUs.");
    static final Key<PortConfig, Boolean> TRANSPARENT = new Key<>(
            "transparent",
            Types.BOOL,
            p -> p.guards().transparent(),
            "`true` for profile `lab`, else `false`",
            "Frames for 01-80-C2-00-00-02 to 0F (LLDP, LACP, 802.1X) pass to and from other such ports, as through a"
                    + " cable. BPDUs stay with the spanning tree.");

    static final Key<PortConfig, Integer> VLAN = new Key<>(
            "vlan",
            Types.NATIVE_VLAN,
            p -> p.vlan().nativeVlan(),
            "VLAN of untagged frames, both ways: all there is to an access port, the native VLAN of a trunk. `none` drops"
                    + " untagged frames. For bridges with `vlan-filtering: true`.");
    static final Key<PortConfig, List<VlanRange>> VLANS = new Key<>(
            "vlans",
            Types.VLANS,
            p -> p.vlan().tagged(),
            "none",
            "VLANs whose frames pass with their tag, which makes the port a trunk. For bridges with `vlan-filtering: true`.");

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
            Map.entry("pvid", "vlan"),
            Map.entry("nativevlan", "vlan"),
            Map.entry("access", "vlan"),
            Map.entry("accessvlan", "vlan"),
            Map.entry("trunk", "vlans"),
            Map.entry("trunks", "vlans"),
            Map.entry("tagged", "vlans"),
            Map.entry("role", "profile"),
            Map.entry("trust", "profile"),
            Map.entry("storm", "storm-control"),
            Map.entry("stormlimit", "storm-control"),
            Map.entry("ratelimiter", "rate-limit"),
            Map.entry("bandwidth", "rate-limit"),
            Map.entry("dhcpsnooping", "dhcp-guard"),
            Map.entry("routerguard", "ra-guard"),
            Map.entry("sourceguard", "ip-source-guard"),
            Map.entry("antispoof", "ip-source-guard"),
            Map.entry("allowedaddresses", "source-addresses"),
            Map.entry("loopprotect", "loop-detection"),
            Map.entry("groupfwdmask", "transparent"),
            Map.entry("txqueuelen", "queue"),
            Map.entry("queuelength", "queue"));

    /** The keys that a profile can set. */
    static final List<Key<PortConfig, ?>> PROFILED = List.of(
            EDGE,
            BPDU_GUARD,
            ISOLATED,
            FLOOD,
            MAC_LIMIT,
            STICKY,
            STORM_CONTROL,
            RATE_LIMIT,
            DHCP_GUARD,
            RA_GUARD,
            IP_SOURCE_GUARD,
            SOURCE_ADDRESSES,
            LOOP_DETECTION,
            TRANSPARENT);

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
                    STATIC,
                    PROFILE,
                    STORM_CONTROL,
                    RATE_LIMIT,
                    DHCP_GUARD,
                    RA_GUARD,
                    IP_SOURCE_GUARD,
                    SOURCE_ADDRESSES,
                    LOOP_DETECTION,
                    TRANSPARENT,
                    VLAN,
                    VLANS),
            Map.of(),
            SYNONYMS,
            p -> PortConfig.of(p.name(), p.kind(), p.profile()));

    private PortKeys() {}
}
