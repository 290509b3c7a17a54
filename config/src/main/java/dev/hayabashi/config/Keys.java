package dev.hayabashi.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of the file, of a bridge, and of its maps. Those of a port are in {@link PortKeys}. */
final class Keys {
    static final Key<StpConfig, StpMode> STP_MODE = new Key<>(
            "mode",
            Types.oneOf(
                    StpMode.class,
                    Map.of(
                            "rapid",
                            "rstp",
                            "on",
                            "rstp",
                            "true",
                            "rstp",
                            "mstp",
                            "rstp",
                            "802.1w",
                            "rstp",
                            "802.1d",
                            "stp",
                            "false",
                            "off",
                            "none",
                            "off",
                            "no",
                            "off",
                            "disabled",
                            "off")),
            StpConfig::mode,
            "Spanning tree protocol. `stp` is RSTP's engine with ForceVersion 0, for neighbours and timing of 1998."
                    + " `stp: off` is short for `stp: {mode: off}`, and so on.");
    static final Key<StpConfig, Integer> STP_PRIORITY = new Key<>(
            "priority",
            Types.step(0, 61440, 4096),
            StpConfig::priority,
            "Bridge priority; the bridge with the lowest becomes root.");
    static final Key<StpConfig, Integer> HELLO_TIME = new Key<>(
            "hello-time",
            Types.seconds(1, 10),
            StpConfig::helloTimeSeconds,
            "Seconds between BPDUs: 1 or 2, in mode `stp` up to 10.");
    static final Key<StpConfig, Integer> MAX_AGE = new Key<>(
            "max-age",
            Types.seconds(6, 40),
            StpConfig::maxAgeSeconds,
            "Age at which information about the root is given up; also the largest number of bridges in a row. At least"
                    + " 2 x (`hello-time` + 1).");
    static final Key<StpConfig, Integer> FORWARD_DELAY = new Key<>(
            "forward-delay",
            Types.seconds(4, 30),
            StpConfig::forwardDelaySeconds,
            "Seconds that a port which got no agreement spends listening, and again learning. 2 x (`forward-delay` - 1)"
                    + " is at least `max-age`.");
    static final Key<StpConfig, Integer> TX_HOLD_COUNT = new Key<>(
            "tx-hold-count", Types.integer(1, 10), StpConfig::txHoldCount, "Most BPDUs per port in one second.");
    static final Key<StpConfig, PathCostMethod> PATH_COST_METHOD = new Key<>(
            "path-cost-method",
            Types.oneOf(PathCostMethod.class, Map.of("legacy", "short", "32bit", "long", "16bit", "short")),
            StpConfig::pathCostMethod,
            "Costs of ports with `path-cost: auto`: `long` (802.1D-2004: 20000 for 1 Gb/s) or `short` (1998: 4). Use what"
                    + " the other bridges use.");
    static final Key<StpConfig, Integer> ERR_DISABLE_RECOVERY = new Key<>(
            "err-disable-recovery",
            Types.durationOrNever(30, 86_400),
            StpConfig::errDisableRecoverySeconds,
            "Time after which a port that BPDU guard has shut is tried again; another BPDU shuts it again. 0 waits for"
                    + " `hayabashi stp clear-errdisable`.");
    static final Key<StpConfig, ReservedPolicy> RESERVED = new Key<>(
            "reserved",
            Types.oneOf(ReservedPolicy.class, Map.of("drop", "standard", "relay", "transparent")),
            StpConfig::reserved,
            "Frames for 01-80-C2-00-00-0X: `standard` never relays them, `transparent` relays all but PAUSE, so that"
                    + " the protocols of guests pass. `transparent` needs mode `off`.");

    static final Section<StpConfig> STP = new Section<>(
            "stp",
            List.of(
                    STP_MODE,
                    STP_PRIORITY,
                    HELLO_TIME,
                    MAX_AGE,
                    FORWARD_DELAY,
                    TX_HOLD_COUNT,
                    PATH_COST_METHOD,
                    ERR_DISABLE_RECOVERY,
                    RESERVED),
            Map.of(),
            Map.ofEntries(
                    Map.entry("version", "mode"),
                    Map.entry("forceversion", "mode"),
                    Map.entry("protocol", "mode"),
                    Map.entry("enabled", "mode"),
                    Map.entry("bridgepriority", "priority"),
                    Map.entry("prio", "priority"),
                    Map.entry("hello", "hello-time"),
                    Map.entry("delay", "forward-delay"),
                    Map.entry("fwddelay", "forward-delay"),
                    Map.entry("age", "max-age"),
                    Map.entry("txhold", "tx-hold-count"),
                    Map.entry("transmitholdcount", "tx-hold-count"),
                    Map.entry("costmethod", "path-cost-method"),
                    Map.entry("pathcost", "path-cost-method"),
                    Map.entry("errdisable", "err-disable-recovery"),
                    Map.entry("recovery", "err-disable-recovery"),
                    Map.entry("bpduguardrecovery", "err-disable-recovery"),
                    Map.entry("groupforwardmask", "reserved")),
            s -> StpConfig.DEFAULT);

    static final Key<BridgeConfig, Integer> MAC_TABLE_LIMIT = new Key<>(
            "limit",
            Types.integer(1, 4_194_304),
            BridgeConfig::macTableLimit,
            "Most learned addresses in the bridge; when full, the port with most of them gives up its oldest.");
    static final Section<BridgeConfig> MAC_TABLE = new Section<>(
            "mac-table",
            List.of(MAC_TABLE_LIMIT),
            Map.of(),
            Map.of("size", "limit", "max", "limit", "entries", "limit"),
            b -> BridgeConfig.DEFAULT);

    static final Key<BridgeConfig, String> BRIDGE_NAME = new Key<>(
            "name",
            Types.text("an interface name of 1..15 bytes", Names::interfaceName),
            BridgeConfig::name,
            "Name of the bridge, unique in the file.");
    static final Key<BridgeConfig, Integer> BRIDGE_MTU = new Key<>(
            "mtu",
            Types.integer(68, 65535),
            BridgeConfig::mtu,
            "Largest packet in octets that the bridge relays; a frame has 14 more, and 4 for each VLAN tag.");
    static final Key<BridgeConfig, Integer> AGEING_TIME = new Key<>(
            "ageing-time",
            Types.duration(1, 1_000_000),
            BridgeConfig::ageingTimeSeconds,
            "Time without a frame after which a learned address is forgotten. The standard asks for 10 s and more"
                    + " (802.1D-2004 7.9.2); a lab may go below.");
    static final Key<BridgeConfig, Optional<MacAddress>> BRIDGE_MAC = new Key<>(
            "mac",
            Types.optional(Types.MAC),
            BridgeConfig::mac,
            "made from the machine, the network namespace and the name",
            "Bridge address, the part of the bridge identifier behind the priority.");

    static final Key<BridgeConfig, Optional<String>> AUTO_ATTACH = new Key<>(
            "auto-attach",
            Types.optional(Types.text("a pattern of interface names like \"hb-*\"", Names::pattern)),
            BridgeConfig::autoAttach,
            "none",
            "A TAP that appears under such a name becomes a port of kind `vm`, and is none any more when it goes.");

    static final Key<BridgeConfig, Boolean> VLAN_FILTERING = new Key<>(
            "vlan-filtering",
            Types.BOOL,
            BridgeConfig::vlanFiltering,
            "Frames are held to the VLANs of their ports (`vlan`, `vlans`), and each VLAN learns by itself (802.1Q). The gateway"
                    + " is in VLAN 1. Without it tags are payload, and tagged frames pass unchanged.");

    static final Key<BridgeConfig, Boolean> VM_SHORTCUTS = new Key<>(
            "vm-shortcuts",
            Types.BOOL,
            BridgeConfig::vmShortcuts,
            "TCP and UDP of busy pairs of stations on ports of kind `vm` goes from one TAP to the other in the kernel, as long as no"
                    + " rule of either port asks for a look at each frame. Faster; what ends such a shortcut takes some milliseconds.");

    static final Section<BridgeConfig> BRIDGE = new Section<>(
            "bridge",
            List.of(BRIDGE_NAME, BRIDGE_MTU, AGEING_TIME, BRIDGE_MAC, AUTO_ATTACH, VLAN_FILTERING, VM_SHORTCUTS),
            sections(
                    "mac-table", "The table of learned addresses.",
                    "stp", "Spanning tree.",
                    "multicast-snooping", "IGMP and MLD snooping, off unless asked for.",
                    "gateway", "The host's place on the segment. Without it the segment is isolated.",
                    "ports", "The ports, a list."),
            Map.ofEntries(
                    Map.entry("ageing", "ageing-time"),
                    Map.entry("aging", "ageing-time"),
                    Map.entry("agingtime", "ageing-time"),
                    Map.entry("macaddress", "mac"),
                    Map.entry("address", "mac"),
                    Map.entry("vlanaware", "vlan-filtering"),
                    Map.entry("vlans", "vlan-filtering"),
                    Map.entry("mcastsnooping", "multicast-snooping"),
                    Map.entry("igmpsnooping", "multicast-snooping"),
                    Map.entry("snooping", "multicast-snooping"),
                    Map.entry("mcastquerier", "write 'querier' under 'multicast-snooping'"),
                    Map.entry("bridgename", "name"),
                    Map.entry("interfaces", "ports"),
                    Map.entry("port", "ports"),
                    Map.entry("members", "ports"),
                    Map.entry("rstp", "stp"),
                    Map.entry("spanningtree", "stp"),
                    Map.entry("fdb", "mac-table"),
                    Map.entry("mactablelimit", "write it as 'mac-table: {limit: …}'"),
                    Map.entry("maclimit", "write it as 'mac-table: {limit: …}'"),
                    Map.entry("priority", "write it under 'stp'"),
                    Map.entry("mode", "write it under 'stp'"),
                    Map.entry("prio", "write 'priority' under 'stp'"),
                    Map.entry("hellotime", "write it under 'stp'"),
                    Map.entry("maxage", "write it under 'stp'"),
                    Map.entry("forwarddelay", "write it under 'stp'"),
                    Map.entry("delay", "write 'forward-delay' under 'stp'"),
                    Map.entry("txholdcount", "write it under 'stp'"),
                    Map.entry("reserved", "write it under 'stp'"),
                    Map.entry("dhcp", "write it under 'gateway'"),
                    Map.entry("dns", "write it under 'gateway'"),
                    Map.entry("nat", "write it under 'gateway'"),
                    Map.entry("ra", "write 'ipv6' under 'gateway'"),
                    Map.entry("ip", "write 'address' under 'gateway'")),
            b -> new BridgeConfig(
                    b.name(),
                    BridgeConfig.DEFAULT.mtu(),
                    BridgeConfig.DEFAULT.ageingTimeSeconds(),
                    BridgeConfig.DEFAULT.mac(),
                    BridgeConfig.DEFAULT.macTableLimit(),
                    StpConfig.DEFAULT,
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    false,
                    SnoopingConfig.DEFAULT,
                    false));

    static final Key<MetricsConfig, String> LISTEN = new Key<>(
            "listen",
            Types.text("address:port", Names::listen),
            MetricsConfig::listen,
            "Address and port of the metrics and the web page. Away from loopback it needs `token-file`.");
    static final Key<MetricsConfig, Optional<String>> TOKEN_FILE = new Key<>(
            "token-file",
            Types.optional(Types.text("an absolute path", Names::directory)),
            MetricsConfig::tokenFile,
            "none",
            "File with a token of 16 characters or more, readable by nobody but its owner and group. A client sends it as"
                    + " `Authorization: Bearer`, or as the password of HTTP Basic with any user.");
    static final Key<MetricsConfig, Optional<String>> CERTIFICATE = new Key<>(
            "certificate",
            Types.optional(Types.text("an absolute path", Names::directory)),
            MetricsConfig::certificate,
            "none",
            "PEM file with the certificate chain; the listener then speaks TLS only. Needs `key`.");
    static final Key<MetricsConfig, Optional<String>> PRIVATE_KEY = new Key<>(
            "key",
            Types.optional(Types.text("an absolute path", Names::directory)),
            MetricsConfig::key,
            "none",
            "PEM file with the private key of `certificate`, PKCS #8.");
    static final Section<MetricsConfig> METRICS = new Section<>(
            "metrics",
            List.of(LISTEN, TOKEN_FILE, CERTIFICATE, PRIVATE_KEY),
            Map.of(),
            Map.of("address", "listen", "port", "listen", "token", "token-file", "cert", "certificate"),
            m -> MetricsConfig.DEFAULT);

    static final Key<ControlConfig, String> SOCKET = new Key<>(
            "socket",
            Types.text("an absolute path of at most 107 bytes", Names::socketPath),
            ControlConfig::socket,
            "Unix socket on which the daemon takes commands.");
    static final Key<ControlConfig, Optional<String>> GROUP = new Key<>(
            "group",
            Types.optional(Types.text("a group name or number", Names::group)),
            ControlConfig::group,
            "none",
            "Group whose members may use the socket besides its owner.");
    static final Key<ControlConfig, Optional<String>> READ_GROUP = new Key<>(
            "read-group",
            Types.optional(Types.text("a group name or number", Names::group)),
            ControlConfig::readGroup,
            "none",
            "Group whose members may look and change nothing: requests other than GET are refused. Looking includes `capture`.");
    static final Section<ControlConfig> CONTROL = new Section<>(
            "control",
            List.of(SOCKET, GROUP, READ_GROUP),
            Map.of(),
            Map.of("path", "socket", "gid", "group", "readonlygroup", "read-group", "viewers", "read-group"),
            c -> ControlConfig.DEFAULT);

    static final Key<HayabashiConfig, String> STATE_DIR = new Key<>(
            "state-dir",
            Types.text("an absolute path", Names::directory),
            HayabashiConfig::stateDir,
            "Directory of what outlives the daemon: `BRIDGE.leases`, and settings of the host to be restored.");

    static final Key<HayabashiConfig, String> IO = new Key<>(
            "io",
            Types.text("auto, epoll or io_uring", Names::ioEngine),
            HayabashiConfig::io,
            "How frames are read and written. `auto` is `io_uring` where the kernel (Linux 6.7 or newer) and its settings allow"
                    + " it, and else `epoll`, for a reason that `status` and `doctor` give; `io_uring` does not start without it.");
    static final Key<HayabashiConfig, Integer> BUSY_POLL = new Key<>(
            "busy-poll",
            Types.integer(0, 1000),
            HayabashiConfig::busyPollMicros,
            "Microseconds that the event loop asks for more frames after one, before it sleeps: shorter round trips for"
                    + " CPU time. 0 is off.");
    static final Key<HayabashiConfig, Integer> EVENT_LOOPS = new Key<>(
            "event-loops",
            Types.autoOr(1, 64),
            HayabashiConfig::eventLoops,
            "Threads that move frames. With more than one the ports of a bridge are spread over them, and `io: auto` is"
                    + " `epoll`; what needs more than a known sender and receiver is still one thread's work. `auto` is one for"
                    + " every two CPUs, at most four.");

    static final Section<HayabashiConfig> FILE = new Section<>(
            "file",
            List.of(STATE_DIR, IO, BUSY_POLL, EVENT_LOOPS),
            sections(
                    "bridges",
                            "The bridges, a list. Without it there is one named haya0 with a gateway like libvirt's"
                                    + " default network: 192.168.122.1/24, NAT, DHCP and DNS.",
                    "metrics", "Where metrics and the web page are served.",
                    "control", "How the daemon is spoken to."),
            Map.of(
                    "bridge", "bridges",
                    "ports", "write it under an item of 'bridges'",
                    "stp", "write it under an item of 'bridges'",
                    "gateway", "write it under an item of 'bridges'",
                    "api", "control",
                    "socket", "write it as 'control: {socket: …}'",
                    "prometheus", "metrics"),
            c -> HayabashiConfig.DEFAULT);

    private Keys() {}

    static Map<String, String> sections(String... namesAndDocs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndDocs.length; i += 2) {
            map.put(namesAndDocs[i], namesAndDocs[i + 1]);
        }
        return map;
    }
}
