package dev.hayabashi.config.libvirt;

import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.ConfigException;
import dev.hayabashi.config.ConfigReader;
import dev.hayabashi.config.ConfigWriter;
import dev.hayabashi.config.HayabashiConfig;
import dev.hayabashi.config.Position;
import dev.hayabashi.config.Problems;
import java.util.List;
import java.util.Optional;

/** Turns a libvirt network, as {@code virsh net-dumpxml} prints it, into a configuration file. */
public final class LibvirtImport {
    /** Longest text that is read, in characters. */
    public static final int MAX_CHARACTERS = 1 << 20;

    private LibvirtImport() {}

    /**
     * The network as a configuration file with comments on what has no counterpart.
     *
     * @param source name of the document in messages
     * @param xml the document
     * @return YAML that {@link ConfigReader} accepts
     * @throws ConfigException saying where the document is wrong, or asks for what cannot be
     */
    public static String toYaml(String source, String xml) throws ConfigException {
        Problems problems = new Problems(source);
        if (xml.length() > MAX_CHARACTERS) {
            problems.add(Position.NONE, "has more than " + MAX_CHARACTERS + " characters");
            problems.throwIfAny();
        }
        Optional<XmlElement> root = XmlReader.read(xml, problems);
        problems.throwIfAny();
        XmlElement network = root.orElseThrow();
        if (!network.name().equals("network")) {
            problems.add(
                    network.at(),
                    "this is a <" + network.name() + ">, not a <network>",
                    "write what `virsh net-dumpxml NETWORK` prints");
            problems.throwIfAny();
        }
        Remarks remarks = new Remarks();
        BridgeConfig bridge = new NetworkReader(network, remarks, problems).read();
        problems.throwIfAny();
        String yaml = remarks.into(ConfigWriter.write(HayabashiConfig.DEFAULT.withBridges(List.of(bridge))));
        check(yaml, network, problems);
        return yaml;
    }

    /** libvirt accepts networks that we do not, such as one of /31: said of the document that the user has. */
    private static void check(String yaml, XmlElement network, Problems problems) throws ConfigException {
        try {
            ConfigReader.read(problems.file(), yaml);
        } catch (ConfigException e) {
            e.problems().forEach(p -> problems.add(network.at(), p.message(), p.hint()));
            problems.throwIfAny();
        }
    }
}
