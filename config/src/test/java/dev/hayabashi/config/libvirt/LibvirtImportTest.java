package dev.hayabashi.config.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.ConfigException;
import dev.hayabashi.config.ConfigReader;
import dev.hayabashi.config.GatewayConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Networks as libvirt's documentation and its users have them. {@code -Dhayabashi.golden.write=true} writes the expected files
 * anew; look at what changed before it is committed.
 */
class LibvirtImportTest {
    private static final Path GOLDEN = Path.of("src/test/resources/libvirt");

    static List<String> networks() throws IOException {
        try (var files = Files.list(GOLDEN)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".xml"))
                    .map(name -> name.substring(0, name.length() - 4))
                    .sorted()
                    .toList();
        }
    }

    private static String xml(String name) throws IOException {
        return Files.readString(GOLDEN.resolve(name + ".xml"));
    }

    private static BridgeConfig bridge(String name) throws IOException, ConfigException {
        return ConfigReader.read(name, LibvirtImport.toYaml(name, xml(name)))
                .bridges()
                .get(0);
    }

    @Test
    void thereAreLibvirtsDefaultAndTenOtherShapes() throws IOException {
        assertThat(networks()).contains("default").hasSizeGreaterThanOrEqualTo(11);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void isTurnedIntoAFileThatCheckAccepts(String name) throws IOException, ConfigException {
        Path expected = GOLDEN.resolve(name + ".yaml");
        String yaml = LibvirtImport.toYaml(name + ".xml", xml(name));
        if (Boolean.getBoolean("hayabashi.golden.write")) {
            Files.writeString(expected, yaml);
        }
        assertThat(yaml).isEqualTo(Files.readString(expected));
        assertThat(ConfigReader.read(name + ".yaml", yaml).bridges()).hasSize(1);
        assertThat(yaml.lines()).allMatch(line -> line.length() <= 240);
    }

    @Test
    void defaultNetworkIsOurOwnDefaultUnderItsName() throws IOException, ConfigException {
        BridgeConfig bridge = bridge("default");
        GatewayConfig ours = BridgeConfig.LOOK_ALIKE.gateway().orElseThrow();
        GatewayConfig gateway = bridge.gateway().orElseThrow();
        assertThat(bridge.name()).isEqualTo("virbr0");
        assertThat(bridge.stp()).isEqualTo(BridgeConfig.DEFAULT.stp());
        assertThat(gateway.address()).isEqualTo(ours.address());
        assertThat(gateway.nat()).isTrue();
        assertThat(gateway.mac().orElseThrow()).hasToString("52:54:00:0a:cd:21");
        assertThat(gateway.dhcp().orElseThrow().ranges().orElseThrow()).hasToString("[192.168.122.2-192.168.122.254]");
        assertThat(gateway.dns()).isEqualTo(ours.dns());
        assertThat(LibvirtImport.toYaml("default", xml("default")))
                .contains("delay='0' really did: not no delay")
                .contains("deaf for 4 s");
    }

    @Test
    void networkWithoutForwardShutsItsGuestsIn() throws IOException, ConfigException {
        GatewayConfig gateway = bridge("isolated").gateway().orElseThrow();
        assertThat(gateway.isolated()).isTrue();
        assertThat(gateway.nat()).isFalse();
        assertThat(gateway.dns().orElseThrow().forward()).isEmpty();
        assertThat(bridge("very-isolated").gateway()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <domain/>                                                       | 1:1: this is a <domain>, not a <network>
            <network>                                                       | 1:10: not well-formed XML
            <network><forward mode='hostdev'/></network>                    | 1:19: forward mode 'hostdev'
            <network><forward mode='nta'/></network>                        | 1:19: 'nta' is no forward mode
            <network><bridge stp='maybe'/></network>                        | 1:18: stp is on or off
            <network><bridge delay='soon'/></network>                       | 1:18: a delay is a number
            <network><bridge name='a b'/></network>                         | 1:18: 'a b' is no device name
            <network><mtu size='20'/></network>                             | 1:15: an mtu is a number
            <network><mac address='01:00:5e:00:00:01'/></network>           | 1:15: a MAC address of a station
            <network><ip address='10.0.0.300'/></network>                   | 1:14: '10.0.0.300' is no IPv4 address
            <network><ip address='10.0.0.1' netmask='255.0.255.0'/></network> | 1:33: '255.0.255.0' is no netmask
            <network><ip address='10.0.0.1' prefix='33'/></network>         | 1:33: '33' is no prefix length
            <network><ip address='10.0.0.1' prefix='31'/></network>         | 1:1: a segment with a prefix of 31 bits
            <network><ip address='10.0.0.1'><dhcp><range start='10.0.0.9' end='10.0.0.2'/></dhcp></ip></network> | 1:39: '10.0.0.9' to '10.0.0.2' is no range
            <network><ip address='10.0.0.1'><dhcp><host mac='x'/></dhcp></ip></network> | 1:45: 'x' is no MAC address
            <network><virtualport type='openvswitch'/></network>            | 1:10: a virtual port of type 'openvswitch'
            <network><forward mode='bridge'><interface dev=''/></forward></network> | 1:44: '' is no device name
            <!DOCTYPE network [<!ENTITY x SYSTEM "file:///etc/passwd">]><network>&x;</network> | DOCTYPE is disallowed
            """)
    void whatCannotBeIsRefusedAtItsPlace(String xml, String message) {
        assertThatThrownBy(() -> LibvirtImport.toYaml("net.xml", xml))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message.startsWith("1:") ? "net.xml:" + message : message);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20261125})
    void damagedDocumentsAreReadOrRefusedAndNothingElse(long seed) throws IOException {
        System.out.println("LibvirtImportTest seed " + seed);
        Random random = new Random(seed);
        List<String> names = networks();
        int read = 0;
        for (int round = 0; round < 1500; round++) {
            StringBuilder xml = new StringBuilder(xml(names.get(random.nextInt(names.size()))));
            for (int i = random.nextInt(4); i >= 0; i--) {
                int at = random.nextInt(xml.length());
                switch (random.nextInt(3)) {
                    case 0 -> xml.setCharAt(at, (char) (32 + random.nextInt(95)));
                    case 1 -> xml.deleteCharAt(at);
                    default -> xml.insert(at, "0123456789.:'&</>".charAt(random.nextInt(17)));
                }
            }
            try {
                ConfigReader.read("r", LibvirtImport.toYaml("r", xml.toString()));
                read++;
            } catch (ConfigException e) {
                assertThat(e.getMessage()).startsWith("r:");
            }
        }
        assertThat(read).as("some mutants are still networks").isPositive();
    }
}
