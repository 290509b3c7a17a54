package dev.hayabashi.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every refusal: exact place, exact words. */
class ConfigErrorsTest {
    /** Documents and what is said about them. In the documents {@code ;} stands for a new line. */
    static String[][] refusals() {
        return new String[][] {
            // The promise of the README.
            {
                "bridges:;  - name: haya0;    ports:;      - name: vm0;        kind: vm;      - kind: tap;        portfast: true;        name: x",
                "7:9: unknown key 'portfast'; did you mean 'edge'?"
            },
            // Syntax
            {
                "a: b: c",
                "1:5: not valid YAML: mapping values are not allowed here; quote a value that contains ': ', or"
                        + " check the indentation"
            },
            {
                "bridges:;\t- x",
                "2:1: not valid YAML: a tab where a key or value should start (while scanning for the next"
                        + " token); indent with spaces"
            },
            {
                "control: {socket: 'x",
                "1:19: not valid YAML: found unexpected end of stream (while scanning a quoted scalar"
                        + " that starts at 1:19); something that is opened here is never closed"
            },
            {
                "bridges:; - name: a;  mtu: 1",
                "3:3: not valid YAML: expected <block end>, but found '<block mapping"
                        + " start>' (while parsing a block collection that starts at 2:2); check the indentation"
            },
            {
                "bridges: [{name: a};control: {}",
                "2:1: not valid YAML: expected ',' or ']', but got <scalar> (while parsing a flow sequence"
                        + " that starts at 1:10); close the bracket"
            },
            {"? [a];: b", "1:4: not valid YAML: a key must be a word, not a list or a map"},
            {"%YAML 2.0;---;a: 1", "1:1: not valid YAML: this version of YAML is not supported"},
            {"bridges: &a []", "1:10: anchors are not supported; leave out the '&' name"},
            {"bridges: *a", "1:10: aliases are not supported; write the value itself instead of '*'"},
            {"bridges: !!seq []", "1:10: tags are not supported; leave out the '!' name"},
            {"control: {};---;control: {}", "3:1: a second document starts here; write one document per file"},
            {
                "control:;  group: \u0000",
                "2:10: the character U+0000 is not allowed; this does not look like a text file"
            },
            {"é: 😀\uD800", "1:5: the character U+D800 is not allowed; this does not look like a text file"},
            // Shape
            {"[1]", "1:1: a file must be a map of keys and values, not a list"},
            {"hello", "1:1: a file must be a map of keys and values, not 'hello'"},
            {"bridges: {name: a}", "1:10: 'bridges' must be a list, not a map; start each item with '- '"},
            {"bridges: [a]", "1:11: a bridge must be a map of keys and values, not 'a'"},
            {"bridges: []", "1:10: 'bridges' is an empty list; remove it to get one bridge named haya0"},
            {"bridges: [{ports: vm0}]", "1:19: 'ports' must be a list, not 'vm0'; start each item with '- '"},
            {
                "bridges: [{ports: [vm0]}]",
                "1:20: a port must be a map of keys and values, not 'vm0'|1:20: a port needs a name; write 'name: vm0'|1:20: a port needs a kind; write 'kind: vm', 'tap' or 'netdev'"
            },
            {"bridges: [{ports: [{name: vm0}]}]", "1:20: a port needs a kind; write 'kind: vm', 'tap' or 'netdev'"},
            {"bridges: [{stp: [off]}]", "1:17: a stp must be a map of keys and values, not a list"},
            // Keys
            {"brigdes: []", "1:1: unknown key 'brigdes'; did you mean 'bridges'?"},
            {"ports: []", "1:1: unknown key 'ports'; write it under an item of 'bridges'"},
            {
                "metrics: {listen: 0.0.0.0:9475}",
                "1:19: 'listen' is not on loopback, and whoever reaches it could read everything; add 'token-file', or listen"
                        + " on 127.0.0.1 or [::1]"
            },
            {"metrics: {key: /k.pem}", "1:16: 'key' stands alone; write both 'certificate' and 'key', or neither"},
            {
                "quux: 1",
                "1:1: unknown key 'quux'; known keys: state-dir, io, busy-poll, event-loops, bridges, metrics, control"
            },
            {"bridges: [{priority: 0}]", "1:12: unknown key 'priority'; write it under 'stp'"},
            {"bridges: [{agingTime: 300}]", "1:12: unknown key 'agingTime'; did you mean 'ageing-time'?"},
            {"bridges: [{stp: {forward_delay: 4}}]", "1:18: unknown key 'forward_delay'; did you mean 'forward-delay'?"
            },
            {"bridges: [{stp: {hello: 2}}]", "1:18: unknown key 'hello'; did you mean 'hello-time'?"},
            {"bridges: [{mac-table: {limmit: 2}}]", "1:24: unknown key 'limmit'; did you mean 'limit'?"},
            {"control: {path: /x}", "1:11: unknown key 'path'; did you mean 'socket'?"},
            {"bridges: [{mtu: 1500, mtu: 9000}]", "1:23: key 'mtu' is written twice; the first one is at 1:12"},
            // Not yet
            {"bridges: [{io: epoll}]", "1:12: 'io' is not built yet in this version; remove it"},
            // Event loops
            {
                "{io: io_uring, event-loops: 2}",
                "1:29: several event loops work with epoll only, and 'io' is io_uring; write 'io: auto', or 'event-loops: 1'"
            },
            // Stream ports
            {
                "bridges: [{ports: [{name: q0, kind: stream}]}]",
                "1:37: a port of kind stream needs a path; write 'path: /run/…'"
            },
            {
                "bridges: [{ports: [{name: 'q*', kind: tap}]}]",
                "1:27: '*' in a name is for kind stream; choose another name"
            },
            {
                "bridges: [{ports: [{name: 'q**', kind: stream, path: /x}]}]",
                "1:27: a name has one '*' at most; remove one"
            },
            {
                "bridges: [{ports: [{name: 'q*', kind: stream, path: /x, number: 3}]}]",
                "1:65: 'number' is for one port, and 'q*' stands for many; remove it"
            },
            {
                "bridges: [{ports: [{name: a, kind: stream, path: /x}, {name: b, kind: stream, path: /x}]}]",
                "1:85: port 'a' on haya0 has the same path; write another path, or one port with '*' in its name for many"
                        + " clients"
            },
            // Between values
            {
                "bridges: [{name: a}, {name: a}]", "1:29: bridge 'a' is there twice; the first one is at 1:18",
            },
            {
                "bridges:; - ports: [{name: p, kind: tap}, {name: p, kind: vm}]",
                "2:41: port 'p' is there twice; the first one is at 2:19"
            },
            {
                "bridges:; - {name: a, ports: [{name: p, kind: tap}]}; - {name: b, ports: [{name: p, kind: tap}]}",
                "3:29: port 'p' is there twice; the first one is at 2:29"
            },
            {
                "bridges: [{name: a, ports: [{name: a, kind: tap}]}]",
                "1:36: port 'a' is named like a bridge; choose another name"
            },
            {
                "bridges: [{ports: [{name: a, kind: tap, number: 7}, {name: b, kind: tap, number: 7}]}]",
                "1:82: number 7 is taken by another port; the first one is at 1:49"
            },
            {
                "bridges: [{ports: [{name: a, kind: tap, mtu: 1501}]}]",
                "1:46: mtu 1501 of port 'a' is more than the bridge's 1500; raise the mtu of the bridge"
            },
            {
                "bridges: [{ports: [{name: a, kind: tap, static: 02:00:00:00:00:01}, {name: b, kind: tap, static:"
                        + " [02:00:00:00:00:01]}]}]",
                "1:98: static address 02:00:00:00:00:01 is behind port 'a' already; an address is behind one port"
            },
            {
                "bridges: [{ports: [{name: a, kind: tap, static: [02:00:00:00:00:01, 02-00-00-00-00-01]}]}]",
                "1:69: 'static' names 02:00:00:00:00:01 twice"
            },
            {
                "bridges: [{stp: {max-age: 20, forward-delay: 4}}]",
                "1:46: 2 x (forward-delay - 1) must be at least max-age, but 2 x (4 - 1) is less than 20; raise"
                        + " forward-delay to 11 or lower max-age to 6"
            },
            {
                "bridges: [{stp: {max-age: 40}}]",
                "1:27: 2 x (forward-delay - 1) must be at least max-age, but 2 x (15 - 1) is less than 40; raise"
                        + " forward-delay to 21 or lower max-age to 28"
            },
            {
                "bridges: [{stp: {mode: stp, hello-time: 10}}]",
                "1:41: max-age must be at least 2 x (hello-time + 1), but 20 is less than 2 x (10 + 1); raise max-age to"
                        + " 22 or lower hello-time to 9"
            },
            {"bridges: [{stp: {hello-time: 3}}]", "1:30: 'hello-time' must be 1 or 2 in mode rstp, not 3; use mode stp"
            },
            {
                "bridges: [{stp: {reserved: transparent}}]",
                "1:28: 'reserved: transparent' needs stp mode off, not rstp; a bridge that relays BPDUs cannot take part"
                        + " in spanning tree"
            },
            {
                "bridges: [{multicast-snooping: {query-interval: 5}}]",
                "1:49: 'query-response-interval' must be less than 'query-interval', but 10 is not less than 5; lower"
                        + " query-response-interval, or raise query-interval"
            },
            {"bridges: [{multicast-snooping: yes}]", "1:32: 'enabled' must be true or false, not 'yes'; write true"},
            {
                "bridges: [{mcast_snooping: true}]",
                "1:12: unknown key 'mcast_snooping'; did you mean 'multicast-snooping'?"
            },
            // Within a port
            {
                port("tap, root-guard: true, loop-guard: true"),
                "1:53: 'root-guard: true' excludes 'loop-guard: true' (at" + " 1:71); remove one of them"
            },
            {
                port("vm, loop-guard: true"),
                "1:52: 'loop-guard: true' excludes 'edge: true' (the default of kind vm); write" + " 'edge: false'"
            },
            {
                port("tap, loop-guard: true, edge: true"),
                "1:53: 'loop-guard: true' excludes 'edge: true' (at 1:65); write" + " 'edge: false'"
            },
            {
                port("vm, bpdu-filter: true"),
                "1:53: 'bpdu-filter: true' excludes 'bpdu-guard: true' (the default of kind"
                        + " vm); write 'bpdu-guard: false'"
            },
            {
                port("netdev, bpdu-guard: true, bpdu-filter: true"),
                "1:75: 'bpdu-filter: true' excludes 'bpdu-guard: true'" + " (at 1:56); write 'bpdu-guard: false'"
            },
            {
                port("netdev, bridge-assurance: true, bpdu-filter: true"),
                "1:81: 'bpdu-filter: true' excludes" + " 'bridge-assurance: true' (at 1:62); remove one of them"
            },
            {
                port("tap, bridge-assurance: true"),
                "1:59: 'bridge-assurance: true' excludes 'edge: auto' (the default of"
                        + " kind tap); write 'edge: false'"
            },
            {
                port("netdev, loop-guard: true, point-to-point: false"),
                "1:56: 'loop-guard: true' excludes 'point-to-point:" + " false' (at 1:78); remove one of them"
            },
            {
                port("netdev, owner: root"),
                "1:51: 'owner' is for kind tap, vm and stream, this port is of kind netdev; remove it"
            },
            {port("vm, netns: h1"), "1:47: 'netns' is for kind tap, this port is of kind vm; remove it"},
            {
                port("vm, address: 10.0.0.1/8"),
                "1:49: 'address' is for kind tap, this port is of kind vm; the guest sets" + " its own address"
            },
            {
                port("netdev, address: 10.0.0.1/8"),
                "1:53: 'address' is for kind tap, this port is of kind netdev; a netdev"
                        + " of a bridge has no addresses of its own"
            },
            {
                port("vm, mac: 02:00:00:00:00:01"),
                "1:45: 'mac' is for kind tap, this port is of kind vm; set it in the" + " VMM"
            },
        };
    }

    private static String port(String rest) {
        return "bridges: [{ports: [{name: a, kind: " + rest + "}]}]";
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void saysWhereWhatAndWhatToDo(String document, String expected) {
        assertThatThrownBy(() -> ConfigReader.read("haya.yaml", document.replace(';', '\n')))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.problems().stream().map(Problem::toString))
                                .isEqualTo(Arrays.stream(expected.split("\\|"))
                                        .map(s -> "haya.yaml:" + s)
                                        .toList()));
    }

    @Test
    void findsAllProblemsInOnePassInOrderOfTheDocument() {
        String text =
                "control: {group: 'a b'}\nbridges:\n- mtu: 5\n  stp: {priority: 1}\n  ports:\n  - {name: a/b, kind: x}\n";
        assertThatThrownBy(() -> ConfigReader.read("f", text))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.problems())
                                .extracting(p -> p.line() + ":" + p.column())
                                .containsExactly("1:18", "3:8", "4:19", "6:12", "6:23"));
    }

    /** Found by fuzzing: a key of a file from elsewhere could order the terminal about, or begin a line of its own. */
    @Test
    void charactersThatATerminalActsOnAreShownAndNotSent() {
        assertThatThrownBy(() -> ConfigReader.read("f", "\"a\\e[2J\\nb\\u202e\": 1"))
                .hasMessageStartingWith("f:1:1: unknown key 'a\\u001B[2J\\u000Ab\\u202E'");
        assertThatThrownBy(() -> ConfigReader.read("f", "io: \"\\x07\""))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.getMessage()).doesNotContain("\u0007").contains("\\u0007"));
    }

    @Test
    void stopsListingAfterAHundred() {
        String text = "bridges:\n- ports:\n" + "  - {}\n".repeat(80);
        assertThatThrownBy(() -> ConfigReader.read("f", text))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.problems()).hasSize(101).last().hasToString("f: 60 more problems"));
    }

    @Test
    void filesThatCannotBeReadAreProblemsToo(@TempDir Path dir) throws IOException {
        assertThatThrownBy(() -> ConfigReader.read(dir.resolve("none.yaml")))
                .hasMessage(dir.resolve("none.yaml") + ": there is no such file");
        assertThatThrownBy(() -> ConfigReader.read(dir)).hasMessage(dir + ": this is a directory; name a file");
        Path latin1 = dir.resolve("l.yaml");
        Files.write(latin1, new byte[] {'a', '\n', (byte) 0xC3, (byte) 0xA9, 'b', (byte) 0xE9, 'x'});
        assertThatThrownBy(() -> ConfigReader.read(latin1))
                .hasMessage(latin1 + ":2:3: this is not UTF-8 text; save the file as UTF-8");
        Path big = dir.resolve("big.yaml");
        Files.writeString(big, "#".repeat(5 << 20));
        assertThatThrownBy(() -> ConfigReader.read(big))
                .hasMessage(big + ": this file has 5242880 bytes; is it the right one?");
    }

    @Test
    void endlessReadersAreCutOff() {
        StringReader reader = new StringReader("#".repeat(3 << 20));
        assertThatThrownBy(() -> ConfigReader.read("stdin", reader))
                .hasMessage(
                        "stdin:1:1: the document is longer than 1048576 characters; split it, or check that this is the"
                                + " right file");
    }
}
