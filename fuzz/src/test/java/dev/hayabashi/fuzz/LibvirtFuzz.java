package dev.hayabashi.fuzz;

import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.ConfigException;
import dev.hayabashi.config.ConfigReader;
import dev.hayabashi.config.HayabashiConfig;
import dev.hayabashi.config.libvirt.LibvirtImport;

/**
 * libvirt networks: turned into a configuration file that is read, or refused with a place for everything that is wrong.
 * Whatever a document says in words, in the file it is a comment.
 */
public final class LibvirtFuzz {
    private LibvirtFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Check.bounded(input.length, () -> convert(new Input(input).text()));
    }

    private static void convert(String xml) {
        String yaml;
        try {
            yaml = LibvirtImport.toYaml(Refusals.SOURCE, xml);
        } catch (ConfigException refusal) {
            Refusals.check(refusal, xml);
            return;
        }
        try {
            Check.same(ConfigReader.read(Refusals.SOURCE, yaml).bridges().size(), 1, () -> "bridges of one network");
            // Without its comments it says the same: no word of the document has become a key.
            String bare =
                    yaml.lines().filter(line -> !line.strip().startsWith("#")).reduce("", (a, b) -> a + b + "\n");
            Check.same(
                    ConfigReader.read(Refusals.SOURCE, bare).bridges(),
                    ConfigReader.read(Refusals.SOURCE, yaml).bridges(),
                    () -> "what the file says without its comments");
            HayabashiConfig whole = ConfigReader.read(Refusals.SOURCE, yaml);
            Check.same(
                    whole.withBridges(HayabashiConfig.DEFAULT.bridges()),
                    HayabashiConfig.DEFAULT,
                    () -> "a network says something of the daemon: " + yaml);
            BridgeConfig bridge =
                    ConfigReader.read(Refusals.SOURCE, yaml).bridges().get(0);
            Check.that(
                    bridge.ports().stream().allMatch(port -> xml.contains("dev")),
                    () -> "a port from nowhere: " + yaml);
        } catch (ConfigException e) {
            throw new AssertionError("an import that is refused:\n" + yaml, e);
        }
    }
}
