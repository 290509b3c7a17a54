package dev.hayabashi.daemon.gateway;

import dev.hayabashi.config.Cidr;
import dev.hayabashi.config.GatewayConfig;
import dev.hayabashi.tapio.netlink.PacketFilterTables;
import dev.hayabashi.tapio.sys.NativeCallException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One nftables table of our own for one bridge. It is put in place, replaced and removed as a whole, in one transaction,
 * and matches nothing but packets of the bridge's network: no other rule is touched, and none of ours sees other traffic.
 *
 * <p>An accept in one base chain does not overrule a drop in another (nft(8), "base chains"): where a firewall drops what
 * is forwarded, it has to let this network through.
 */
public final class NatTable {
    private static final Logger LOG = LoggerFactory.getLogger(NatTable.class);
    private static final int TIMEOUT_SECONDS = 10;
    private static final int MAX_OUTPUT_BYTES = 1 << 20;
    private static final List<String> FAMILIES = List.of("ip", "ip6");

    private NatTable() {}

    /** Name of the table of a bridge: letters of an nft identifier, others in hexadecimal. */
    static String name(String bridge) {
        StringBuilder name = new StringBuilder("hayabashi_");
        for (byte octet : bridge.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            name.append(plain ? String.valueOf(c) : String.format("_%02x", (int) c));
        }
        return name.toString();
    }

    /** The rules for a bridge whose guests hide behind the host. */
    static String rules(String bridge, Cidr gateway) {
        String table = name(bridge);
        String network = network(gateway);
        String device = "\"" + bridge + "\"";
        return String.join(
                "\n",
                "table ip " + table,
                "delete table ip " + table,
                "table ip " + table + " {",
                "  chain forward {",
                "    type filter hook forward priority 0; policy accept;",
                "    iifname " + device + " oifname " + device + " accept",
                "    iifname " + device + " ip saddr " + network + " accept",
                "    iifname " + device + " reject",
                "    oifname " + device + " ip daddr " + network + " ct state established,related accept",
                "    oifname " + device + " reject",
                "  }",
                "  chain postrouting {",
                "    type nat hook postrouting priority 100; policy accept;",
                "    ip saddr " + network + " ip daddr 224.0.0.0/24 return",
                "    ip saddr " + network + " ip daddr 255.255.255.255 return",
                "    ip saddr " + network + " ip daddr != " + network + " masquerade",
                "  }",
                "}",
                "");
    }

    /** The rules for a bridge whose guests are shut in, even where somebody else has turned forwarding on. */
    static String isolationRules(String bridge, boolean ipv6) {
        String table = name(bridge);
        String device = "\"" + bridge + "\"";
        StringBuilder rules = new StringBuilder();
        for (String family : ipv6 ? List.of("ip", "ip6") : List.of("ip")) {
            rules.append(String.join(
                    "\n",
                    "table " + family + " " + table,
                    "delete table " + family + " " + table,
                    "table " + family + " " + table + " {",
                    "  chain forward {",
                    "    type filter hook forward priority 0; policy accept;",
                    "    iifname " + device + " oifname " + device + " accept",
                    "    iifname " + device + " reject",
                    "    oifname " + device + " reject",
                    "  }",
                    "}",
                    ""));
        }
        return rules.toString();
    }

    private static String network(Cidr gateway) {
        int mask = -1 << (32 - gateway.prefixLength());
        int network = ByteBuffer.wrap(gateway.address().getAddress()).getInt() & mask;
        try {
            byte[] octets = ByteBuffer.allocate(4).putInt(network).array();
            return InetAddress.getByAddress(octets).getHostAddress() + "/" + gateway.prefixLength();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four octets are an address", e);
        }
    }

    /**
     * Puts the table of a bridge in place, in place of one that is there.
     *
     * @throws GatewayException when there is no nft program, or it refuses
     */
    public static void install(String bridge, GatewayConfig gateway) throws GatewayException {
        if (bridge.chars().anyMatch(c -> c == '"' || c == '*' || c == '\\')) {
            throw new GatewayException(
                    "nftables cannot name a device " + bridge,
                    "call the bridge otherwise, or set `nat: false` and `isolated: false`");
        }
        Result result = nft(
                gateway.isolated()
                        ? isolationRules(bridge, gateway.ipv6().isPresent())
                        : rules(bridge, gateway.address()));
        if (result.status() != 0) {
            throw new GatewayException(
                    "nft refused the table of " + bridge + ": "
                            + result.output().strip(),
                    "the daemon needs root (CAP_NET_ADMIN) and a kernel with nf_tables, nft_masq and nft_reject");
        }
    }

    /** Removes the tables of a bridge; one that is not there is fine. */
    public static void remove(String bridge) throws GatewayException {
        for (String family : FAMILIES) {
            String table = family + " " + name(bridge);
            // A kernel without this family's tables has nothing to remove.
            if (nft("list table " + table + "\n").status() == 0) {
                Result result = nft("table " + table + "\ndelete table " + table + "\n");
                if (result.status() != 0) {
                    throw new GatewayException(
                            "nft could not remove table " + table + ": "
                                    + result.output().strip(),
                            "`nft delete table " + table + "` removes it by hand");
                }
            }
        }
    }

    /** The tables of the kernel as {@code nft list tables} names them; none where it does not tell. */
    static Set<String> present() {
        Set<String> present = new HashSet<>();
        try {
            PacketFilterTables.names(PacketFilterTables.IPV4).forEach(name -> present.add("table ip " + name));
            PacketFilterTables.names(PacketFilterTables.IPV6).forEach(name -> present.add("table ip6 " + name));
        } catch (NativeCallException e) {
            LOG.debug("tables of nftables", e);
        }
        return present;
    }

    /** Whether a daemon that was killed has left a table of the bridge. */
    static boolean isThere(String bridge, Set<String> present) {
        return FAMILIES.stream().anyMatch(family -> present.contains("table " + family + " " + name(bridge)));
    }

    private record Result(int status, String output) {}

    private static Result nft(String script) throws GatewayException {
        try {
            Process nft = new ProcessBuilder(List.of(program(), "-f", "-"))
                    .redirectErrorStream(true)
                    .start();
            try (var in = nft.getOutputStream()) {
                in.write(script.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(nft.getInputStream().readNBytes(MAX_OUTPUT_BYTES), StandardCharsets.UTF_8);
            if (!nft.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                nft.destroyForcibly();
                throw new GatewayException("nft has not finished within " + TIMEOUT_SECONDS + " s", "");
            }
            return new Result(nft.exitValue(), output);
        } catch (IOException e) {
            throw new GatewayException(
                    "the program nft cannot be run: " + e.getMessage(),
                    "install it (Debian package nftables), or set `nat: false`",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException("interrupted while nft was running", "", e);
        }
    }

    /** Services often run without /usr/sbin in their path. */
    private static String program() {
        for (String place : List.of("/usr/sbin/nft", "/sbin/nft", "/usr/bin/nft", "/usr/local/sbin/nft")) {
            if (java.nio.file.Files.isExecutable(java.nio.file.Path.of(place))) {
                return place;
            }
        }
        return "nft";
    }
}
