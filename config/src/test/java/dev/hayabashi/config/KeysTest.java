package dev.hayabashi.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every key takes what it should, and refuses what it should not at the place of the value. */
class KeysTest {
    private static final String BOOL = "yes -> must be true or false, not 'yes'; write true|'true' -> must be true or"
            + " false, not the text \"true\"; remove the quotes|[true] -> must be true or false, not a list";

    /** Section, key, other keys that the value needs, good values, bad values with their message. */
    private static final String[][] TABLE = {
        {
            "bridge",
            "name",
            "",
            "haya0|br-1|ブリッジ|a23456789012345",
            "a234567890123456 -> must be an interface name of 1..15 bytes, not"
                    + " 'a234567890123456'; this one has 16 bytes|a/b -> must be an interface name of 1..15 bytes, not 'a/b'; '/'"
                    + " is not allowed|.. -> must be an interface name of 1..15 bytes, not '..'; '.' and '..' are directories|"
                    + "-a -> must be an interface name of 1..15 bytes, not '-a'; a leading '-' would be taken for an option|a:b"
                    + " -> must be an interface name of 1..15 bytes, not 'a:b'; ':' is not allowed|'' -> must be an interface"
                    + " name of 1..15 bytes, not the text \"\"; a name has at least one character|ブリッジブリ -> must be an"
                    + " interface name of 1..15 bytes, not 'ブリッジブリ'; this one has 18 bytes|{} -> must be an interface name"
                    + " of 1..15 bytes, not a map"
        },
        {
            "bridge",
            "mtu",
            "",
            "68|1500|65535|0x5dc",
            "67 -> must be a whole number 68..65535, not '67'|65536 -> must be a"
                    + " whole number 68..65535, not '65536'|1.5e3 -> must be a whole number 68..65535, not '1.5e3'|01500 -> must"
                    + " be a whole number 68..65535, not '01500'; write the number without leading zeros|-1 -> must be a whole"
                    + " number 68..65535, not '-1'|99999999999999999999 -> must be a whole number 68..65535, not"
                    + " '99999999999999999999'|\"1500\" -> must be a whole number 68..65535, not the text \"1500\"; remove the"
                    + " quotes"
        },
        {
            "bridge",
            "ageing-time",
            "",
            "1|300|300s|5m|1h|1d|1000000",
            "0 -> must be a time of 1..1000000 seconds, like 300s, 5m"
                    + " or 1h, not '0'|5 m -> must be a time of 1..1000000 seconds, like 300s, 5m or 1h, not '5 m'|12d -> must be"
                    + " a time of 1..1000000 seconds, like 300s, 5m or 1h, not '12d'|1.5s -> must be a time of 1..1000000"
                    + " seconds, like 300s, 5m or 1h, not '1.5s'"
        },
        {
            "bridge",
            "mac",
            "",
            "52:54:00:12:34:56|52-54-00-AB-CD-EF",
            "01:00:00:00:00:00 -> must be a MAC address like"
                    + " 52:54:00:12:34:56, not '01:00:00:00:00:00'; this is a group address, no station has it|00:00:00:00:00:00"
                    + " -> must be a MAC address like 52:54:00:12:34:56, not '00:00:00:00:00:00'; all zeros is no address|"
                    + "525400123456 -> must be a MAC address like 52:54:00:12:34:56, not '525400123456'"
        },
        {
            "file",
            "state-dir",
            "",
            "/var/lib/x|/tmp/a b",
            "x -> must be an absolute path, not 'x'; write an absolute path"
        },
        {
            "file",
            "io",
            "",
            "auto|epoll|io_uring",
            "uring -> must be auto, epoll or io_uring, not 'uring'; write one of the three"
        },
        {
            "file",
            "busy-poll",
            "",
            "0|50|1000",
            "1001 -> must be a whole number 0..1000, not '1001'|50us -> must be a whole number 0..1000, not '50us'"
        },
        {"file", "event-loops", "", "auto|1|3|64", "65 -> must be auto or a whole number 1..64, not '65'"},
        {
            "bridge",
            "auto-attach",
            "",
            "hb-*|\"tap?\"|vm",
            "'*' -> must be a pattern of interface names like \"hb-*\", not the text \"*\"; it would take every TAP of the"
                    + " machine; begin it with a prefix like 'hb-*'|a/* -> must be a pattern of interface names like \"hb-*\","
                    + " not 'a/*'; '/' is not allowed"
        },
        {
            "gateway",
            "address",
            "",
            "192.168.122.1/24|10.0.0.254/30|10.255.255.254/8",
            "10.0.0.1 -> must be an IPv4 address with its prefix length like 192.168.122.1/24, not '10.0.0.1'; add the"
                    + " prefix length, for example 10.0.0.1/24|fd00::1/64 -> must be an IPv4 address with its prefix length"
                    + " like 192.168.122.1/24, not 'fd00::1/64'"
        },
        {"gateway", "nat", "", "true|false", BOOL},
        {"gateway", "isolated", "", "true|false", BOOL},
        {"gateway", "mac", "", "02:00:00:00:00:01", "no -> must be a MAC address like 52:54:00:12:34:56, not 'no'"},
        {
            "gateway",
            "ipv6",
            "",
            "fd00:122::1/64",
            "10.0.0.1/24 -> must be an IPv6 address with its prefix length like fd00:122::1/64, not '10.0.0.1/24'|fd00::1 ->"
                    + " must be an IPv6 address with its prefix length like fd00:122::1/64, not 'fd00::1'; add the prefix"
                    + " length, for example fd00::1/64"
        },
        {
            "dhcp",
            "range",
            "",
            "192.168.122.2-192.168.122.254|192.168.122.9|[]|[192.168.122.2-192.168.122.9, 192.168.122.20]",
            "192.168.122.9-192.168.122.2 -> must be addresses like 192.168.122.2-192.168.122.254, not"
                    + " '192.168.122.9-192.168.122.2'; first the lower address, then the higher one|2-254 -> must be addresses"
                    + " like 192.168.122.2-192.168.122.254, not '2-254'; first the lower address, then the higher one"
        },
        {
            "dhcp",
            "lease",
            "",
            "10|1h|365d|infinite",
            "9 -> must be a time of 10..31536000 seconds, like 300s, 5m or 1h, or infinite, not '9'|forever -> must be a"
                    + " time of 10..31536000 seconds, like 300s, 5m or 1h, or infinite, not 'forever'"
        },
        {
            "dhcp",
            "identity",
            "",
            "mac|client-id|port",
            "duid -> must be mac, client-id or port, not 'duid'; did you mean 'client-id'?"
        },
        {"dhcp", "rapid-commit", "", "true|false", BOOL},
        {"dhcp", "authoritative", "", "true|false", BOOL},
        {"dhcp", "max-leases-per-port", "", "0|64", "-1 -> must be a whole number 0..65536, not '-1'"},
        {
            "dhcp",
            "options",
            "",
            "{42: 192.168.122.1}|{119: [a.lab, b.lab], 252: x}|{}",
            "5 -> must be a map like {42: 192.168.122.1}, not '5'"
        },
        {"host", "mac", "name: n", "02:00:00:00:00:01", "1 -> must be a MAC address like 52:54:00:12:34:56, not '1'"},
        {
            "host",
            "client-id",
            "name: n",
            "01:52:54:00:12:34:56|ff:00",
            "abc -> must be octets like 01:52:54:00:12:34:56, not 'abc'; write 2 to 255 octets in lower-case hexadecimal"
                    + " with colons"
        },
        {
            "host",
            "port",
            "name: n",
            "vm0",
            "a/b -> must be an interface name of 1..15 bytes, not 'a/b'; '/' is not allowed"
        },
        {
            "host",
            "address",
            "port: p",
            "192.168.122.10",
            "192.168.122.10/24 -> must be an IPv4 address like 192.168.122.10, not '192.168.122.10/24'"
        },
        {
            "host",
            "name",
            "port: p",
            "web|a-1",
            "Web -> must be a host name of letters, digits and hyphens, not 'Web'; write at most 63 lower-case letters,"
                    + " digits and hyphens, no hyphen at an end"
        },
        {
            "dns",
            "domain",
            "",
            "lab|a.b",
            "a..b -> must be a domain name like lab, not 'a..b'; write lower-case letters, digits, hyphens and dots"
        },
        {
            "dns",
            "forward",
            "",
            "system|[system, 9.9.9.9]|10.0.0.1#5353|[]",
            "dns.google -> must be 'system' or an IP address like 9.9.9.9 or 10.0.0.1#5353, not 'dns.google'; names cannot be"
                    + " resolved here; write the address of the server"
        },
        {"mac-table", "limit", "", "1|8192|4194304", "0 -> must be a whole number 1..4194304, not '0'"},
        {"multicast-snooping", "enabled", "", "true|false", BOOL},
        {"multicast-snooping", "querier", "", "true|false", BOOL},
        {"multicast-snooping", "fast-leave", "", "true|false", BOOL},
        {
            "multicast-snooping",
            "query-interval",
            "query-response-interval: 1",
            "2|125s|31744",
            "1 -> must be a time of 2..31744 seconds, like 300s, 5m or 1h, not '1'"
        },
        {
            "multicast-snooping",
            "query-response-interval",
            "",
            "1|12s",
            "13 -> must be a time of 1..12 seconds, like 300s, 5m or 1h, not '13'"
        },
        {
            "multicast-snooping",
            "group-limit",
            "",
            "1|65536",
            "0 -> must be a whole number 1..65536, not '0'|65537 -> must be a whole number 1..65536, not '65537'"
        },
        {
            "multicast-snooping",
            "port-group-limit",
            "",
            "1|65536",
            "0 -> must be a whole number 1..65536, not '0'|65537 -> must be a whole number 1..65536, not '65537'"
        },
        {
            "stp",
            "mode",
            "",
            "rstp|stp|off|\"off\"",
            "rapid -> must be rstp, stp or off, not 'rapid'; did you mean 'rstp'?|false"
                    + " -> must be rstp, stp or off, not 'false'; did you mean 'off'?|RSTP -> must be rstp, stp or off, not"
                    + " 'RSTP'; did you mean 'rstp'?|pvst -> must be rstp, stp or off, not 'pvst'"
        },
        {
            "stp",
            "priority",
            "",
            "0|4096|0x8000|61440",
            "1 -> must be a multiple of 4096 from 0..61440, not '1'; the nearest are"
                    + " 0 and 4096|31000 -> must be a multiple of 4096 from 0..61440, not '31000'; the nearest are 28672 and"
                    + " 32768|65536 -> must be a multiple of 4096 from 0..61440, not '65536'"
        },
        {
            "stp",
            "hello-time",
            "",
            "1|2|2s",
            "0 -> must be a whole number of seconds 1..10, not '0'|11 -> must be a whole number"
                    + " of seconds 1..10, not '11'"
        },
        {
            "stp",
            "max-age",
            "forward-delay: 30",
            "6|20s|40",
            "5 -> must be a whole number of seconds 6..40, not '5'|41 -> must"
                    + " be a whole number of seconds 6..40, not '41'"
        },
        {
            "stp",
            "forward-delay",
            "max-age: 6",
            "4|15|30",
            "3 -> must be a whole number of seconds 4..30, not '3'|31 -> must be a"
                    + " whole number of seconds 4..30, not '31'"
        },
        {
            "stp",
            "tx-hold-count",
            "",
            "1|10",
            "0 -> must be a whole number 1..10, not '0'|11 -> must be a whole number 1..10," + " not '11'"
        },
        {
            "stp",
            "path-cost-method",
            "",
            "long|short",
            "legacy -> must be long or short, not 'legacy'; did you mean 'short'?"
        },
        {
            "stp",
            "err-disable-recovery",
            "",
            "0|30|5m|86400",
            "29 -> must be 0 or a time of 30..86400 seconds, like 300s, 5m or 1h, not '29'|86401 -> must be 0 or a time of"
                    + " 30..86400 seconds, like 300s, 5m or 1h, not '86401'"
        },
        {
            "stp",
            "reserved",
            "mode: off",
            "standard|transparent",
            "drop -> must be standard or transparent, not 'drop'; did you" + " mean 'standard'?"
        },
        {
            "metrics",
            "listen",
            "",
            "127.0.0.1:9475|\"[::1]:0\"",
            "9475 -> must be address:port, not '9475'; write address:port, for example 127.0.0.1:9475|lab:9475 -> must be"
                    + " address:port, not 'lab:9475'; write an IP address, IPv6 in brackets"
        },
        {
            "metrics",
            "token-file",
            "",
            "/etc/hayabashi/token",
            "token -> must be an absolute path, not 'token'; write an absolute path"
        },
        {
            "metrics",
            "certificate",
            "key: /etc/hayabashi/key.pem",
            "/etc/hayabashi/chain.pem",
            "chain.pem -> must be an absolute path, not 'chain.pem'; write an absolute path"
        },
        {
            "metrics",
            "key",
            "certificate: /etc/hayabashi/chain.pem",
            "/etc/hayabashi/key.pem",
            "key.pem -> must be an absolute path, not 'key.pem'; write an absolute path"
        },
        {
            "control",
            "socket",
            "",
            "/run/x.sock",
            "x.sock -> must be an absolute path of at most 107 bytes, not 'x.sock'; write" + " an absolute path"
        },
        {"control", "read-group", "", "adm|1001", "a:b -> must be a group name or number, not 'a:b'"},
        {"control", "group", "", "kvm|1000", "a:b -> must be a group name or number, not 'a:b'"},
        {
            "port",
            "name",
            "kind: tap",
            "vm0|eth1.100",
            "a b -> must be an interface name of 1..15 bytes, not 'a b'; white space is"
                    + " not allowed|a%d -> must be an interface name of 1..15 bytes, not 'a%d'; '%' is not allowed"
        },
        {
            "port",
            "kind",
            "name: p",
            "tap|vm|netdev",
            "veth -> must be tap, vm, netdev or stream, not 'veth'; did you mean"
                    + " 'netdev'?|Tap -> must be tap, vm, netdev or stream, not 'Tap'; did you mean 'tap'?"
        },
        {
            "port",
            "path",
            "name: p, kind: stream",
            "/run/hayabashi/q0.sock",
            "q0.sock -> must be an absolute path of at most 107 bytes, not 'q0.sock'; write an absolute path"
        },
        {
            "port",
            "number",
            "TAP",
            "1|4095",
            "0 -> must be a whole number 1..4095, not '0'|4096 -> must be a whole number" + " 1..4095, not '4096'"
        },
        {
            "port",
            "owner",
            "TAP",
            "1000:1000|\"1000:1000\"|1000|alice:kvm|4294967294",
            "{a: b} -> must be a user and group like"
                    + " \"1000:1000\" or alice:kvm, not a map|a;b -> must be a user and group like \"1000:1000\" or alice:kvm,"
                    + " not 'a;b'|4294967295 -> must be a user and group like \"1000:1000\" or alice:kvm, not '4294967295'"
        },
        {
            "port",
            "netns",
            "TAP",
            "h1|/proc/1/ns/net",
            "a/b -> must be a network namespace, not 'a/b'; write the name that 'ip"
                    + " netns' shows, or an absolute path"
        },
        {
            "port",
            "address",
            "TAP",
            "192.168.122.200/24|fd00::1/64|[10.0.0.1/8, fd00::1/64]|0.0.0.0/0",
            "10.0.0.1 -> must be an"
                    + " address with its prefix length like 192.168.122.1/24 or fd00::1/64, not '10.0.0.1'; add the prefix"
                    + " length, for example 10.0.0.1/24|10.0.0.1/33 -> must be an address with its prefix length like"
                    + " 192.168.122.1/24 or fd00::1/64, not '10.0.0.1/33'|10.0.0.256/8 -> must be an address with its prefix"
                    + " length like 192.168.122.1/24 or fd00::1/64, not '10.0.0.256/8'|010.0.0.1/8 -> must be an address with its"
                    + " prefix length like 192.168.122.1/24 or fd00::1/64, not '010.0.0.1/8'|localhost/8 -> must be an address"
                    + " with its prefix length like 192.168.122.1/24 or fd00::1/64, not 'localhost/8'|fe80::1%eth0/64 -> must be"
                    + " an address with its prefix length like 192.168.122.1/24 or fd00::1/64, not 'fe80::1%eth0/64'"
        },
        {
            "port",
            "mac",
            "TAP",
            "02:00:00:00:00:01",
            "ff:ff:ff:ff:ff:ff -> must be a MAC address like 52:54:00:12:34:56, not"
                    + " 'ff:ff:ff:ff:ff:ff'; this is a group address, no station has it"
        },
        {"port", "mtu", "TAP", "68|1500", "67 -> must be a whole number 68..65535, not '67'"},
        {"port", "queue", "TAP", "1|65536", "0 -> must be a whole number 1..65536, not '0'"},
        {
            "port",
            "edge",
            "TAP",
            "true|false|auto",
            "yes -> must be true, false or auto, not 'yes'; write true|'auto' -> must be"
                    + " true, false or auto, not the text \"auto\"|True -> must be true, false or auto, not 'True'; write it in"
                    + " lower case"
        },
        {"port", "bpdu-guard", "TAP", "true|false", BOOL},
        {
            "port",
            "bpdu-guard-recovery",
            "TAP",
            "0|30|300s|1d",
            "29 -> must be 0 or a time of 30..86400 seconds, like 300s, 5m or"
                    + " 1h, not '29'|86401 -> must be 0 or a time of 30..86400 seconds, like 300s, 5m or 1h, not '86401'"
        },
        {"port", "bpdu-filter", "TAP", "true|false", BOOL},
        {"port", "root-guard", "TAP", "true|false", BOOL},
        {"port", "tcn-guard", "TAP", "true|false", BOOL},
        {"port", "loop-guard", "TAP", "true|false", BOOL},
        {"port", "bridge-assurance", "TAP, edge: false", "true|false", BOOL},
        {"port", "point-to-point", "TAP", "true|false|auto", "shared -> must be true, false or auto, not 'shared'"},
        {
            "port",
            "path-cost",
            "TAP",
            "0|auto|1|200000000",
            "200000001 -> must be auto or a whole number 1..200000000, not"
                    + " '200000001'|-1 -> must be auto or a whole number 1..200000000, not '-1'"
        },
        {
            "port",
            "priority",
            "TAP",
            "0|0x80|240",
            "8 -> must be a multiple of 16 from 0..240, not '8'; the nearest are 0 and"
                    + " 16|255 -> must be a multiple of 16 from 0..240, not '255'"
        },
        {"port", "isolated", "TAP", "true|false", BOOL},
        {"port", "locked", "TAP", "true|false", BOOL},
        {"port", "learning", "TAP", "true|false", BOOL},
        {"port", "flood", "TAP", "true|false", BOOL},
        {"port", "multicast-flood", "TAP", "true|false", BOOL},
        {"port", "broadcast-flood", "TAP", "true|false", BOOL},
        {"port", "mac-limit", "TAP", "0|4194304", "-1 -> must be a whole number 0..4194304, not '-1'"},
        {"port", "sticky", "TAP", "true|false", BOOL},
        {
            "port",
            "profile",
            "TAP",
            "none|guest|locked|uplink|lab",
            "gest -> must be none, guest, locked, uplink or lab, not 'gest'; did you mean 'guest'?"
        },
        {
            "port",
            "storm-control",
            "TAP",
            "off|1000|{broadcast: 100}|{broadcast: {frames: 1, bytes: 1099511627776}, multicast: off, unknown-unicast: 5}",
            "-1 -> must be off, frames a second, or a map like {broadcast: 1000, multicast: {frames: 5000, bytes: 1000000}},"
                    + " not '-1'"
        },
        {
            "port",
            "rate-limit",
            "TAP",
            "off|{rx: {bandwidth: {size: 1000}}}|{tx: {ops: {size: 1, one_time_burst: 5, refill_time: 86400000}}}|"
                    + "'{\"rx\": {\"ops\": {\"size\": 5}}}'",
            "fast -> must be off, or a map like {rx: {bandwidth: {size: 1000000, one_time_burst: 0, refill_time: 100},"
                    + " ops: {size: 1000}}, tx: …}, not 'fast'"
        },
        {"bridge", "vlan-filtering", "", "true|false", BOOL},
        {"bridge", "vm-shortcuts", "", "true|false", BOOL},
        {
            "port",
            "vlan",
            "TAP",
            "1",
            "0 -> must be a VLAN 1..4094 or none, not '0'|4095 -> must be a VLAN 1..4094 or none, not '4095'"
        },
        {"port", "vlans", "TAP", "[]", "30-20 -> must be a VLAN 1..4094 or a range like 10-20, not '30-20'"},
        {"port", "dhcp-guard", "TAP", "true|false", BOOL},
        {"port", "ra-guard", "TAP", "true|false", BOOL},
        {"port", "ip-source-guard", "TAP", "true|false", BOOL},
        {
            "port",
            "source-addresses",
            "TAP",
            "10.0.0.1|[10.0.0.1, 10.0.0.2]|[]",
            "10.0.0.1-10.0.0.5 -> must be an IPv4 address like 192.168.122.10, not '10.0.0.1-10.0.0.5'"
        },
        {"port", "loop-detection", "TAP", "true|false", BOOL},
        {"port", "transparent", "TAP", "true|false", BOOL},
        {
            "port",
            "static",
            "TAP",
            "02:00:00:00:00:01|[02:00:00:00:00:01, 02:00:00:00:00:02]|[]",
            "[02:00:00:00:00:01, x] ->" + " must be a MAC address like 52:54:00:12:34:56, not 'x'"
        },
    };

    static Stream<Arguments> good() {
        return Arrays.stream(TABLE)
                .flatMap(r -> Arrays.stream(r[3].split("\\|")).map(v -> Arguments.of(r[0], r[1], r[2], v)));
    }

    static Stream<Arguments> bad() {
        return Arrays.stream(TABLE)
                .flatMap(r -> Arrays.stream(r[4].split("\\|")).map(v -> {
                    int arrow = v.indexOf(" -> ");
                    return Arguments.of(r[0], r[1], r[2], v.substring(0, arrow), v.substring(arrow + 4));
                }));
    }

    /** A document with the value in line 4, column 9. */
    private static String document(String section, String key, String others, String value) {
        String own = key + ":\n        " + value + "\n";
        String rest = others.isEmpty()
                ? ""
                : "      " + others.replace("TAP", "name: p, kind: tap").replace(", ", "\n      ") + "\n";
        return switch (section) {
            case "bridge" -> "bridges:\n    -\n      " + own;
            case "mac-table" -> "bridges:\n    - mac-table:\n       " + own;
            case "stp" -> "bridges:\n  - stp:\n      " + own + rest;
            case "multicast-snooping" -> "bridges:\n  - multicast-snooping:\n      " + own + rest;
            case "file" -> "\n\n" + own;
            case "gateway" -> "bridges:\n    - gateway:\n       " + own;
            case "dhcp" -> "bridges: [{gateway: {\n dhcp: {\n" + key + ":\n        " + value + "}}}]";
            case "dns" -> "bridges: [{gateway: {\n dns: {\n" + key + ":\n        " + value + "}}}]";
            case "host" ->
                "bridges: [{gateway: {dhcp: {\n hosts: [{\n" + key + ":\n        " + value + ",\n" + others + "}]}}}]";
            case "control" -> "control:\n\n   " + own;
            case "metrics" -> "metrics:\n\n   " + own + rest.replace("      ", "   ");
            default ->
                "bridges:\n  [ports:\n    [{" + key + ":\n        " + value + ",\n"
                        + others.replace("TAP", "name: p, kind: tap") + "}]]";
        };
    }

    @ParameterizedTest
    @MethodSource("good")
    void takes(String section, String key, String others, String value) throws ConfigException {
        ConfigReader.read("f", document(section, key, others, value));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void refuses(String section, String key, String others, String value, String message) {
        int column = 9 + Math.max(0, value.indexOf('x', value.startsWith("[0") ? 0 : value.length()));
        assertThatThrownBy(() -> ConfigReader.read("f", document(section, key, others, value)))
                .as(document(section, key, others, value))
                .hasMessage("f:4:" + column + ": '" + key + "' " + message);
    }

    @Test
    void theTableCoversEveryKeyThatIsBuilt() {
        Map<String, Boolean> inTable = new TreeMap<>();
        Arrays.stream(TABLE).forEach(r -> inTable.put(r[0] + "/" + r[1], true));
        List<String> missing = new ArrayList<>();
        for (Section<?> s : List.of(
                Keys.FILE,
                Keys.BRIDGE,
                Keys.MAC_TABLE,
                Keys.STP,
                SnoopingKeys.SECTION,
                Keys.METRICS,
                Keys.CONTROL,
                GatewayKeys.GATEWAY,
                GatewayKeys.DHCP,
                GatewayKeys.HOST,
                GatewayKeys.DNS,
                PortKeys.SECTION)) {
            for (Key<?, ?> k : s.keys()) {
                if (NotYet.key(s.name(), k.name()).isEmpty() && !inTable.containsKey(s.name() + "/" + k.name())) {
                    missing.add(s.name() + "/" + k.name());
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    /** A synonym that leads to a key that does not exist is worse than none. */
    @Test
    void synonymsLeadToKeysThatExist() {
        for (Section<?> s : List.of(
                Keys.FILE,
                Keys.BRIDGE,
                Keys.MAC_TABLE,
                Keys.STP,
                SnoopingKeys.SECTION,
                Keys.METRICS,
                Keys.CONTROL,
                GatewayKeys.GATEWAY,
                GatewayKeys.DHCP,
                GatewayKeys.HOST,
                GatewayKeys.DNS,
                PortKeys.SECTION)) {
            s.synonyms().forEach((word, key) -> {
                assertThat(Suggest.normalise(word))
                        .as("synonyms are compared without dashes")
                        .isEqualTo(word);
                assertThat(key.contains(" ") || s.knows(key))
                        .as("%s: %s -> %s", s.name(), word, key)
                        .isTrue();
                assertThat(s.knows(word))
                        .as("%s: %s is a key itself", s.name(), word)
                        .isFalse();
            });
        }
    }
}
