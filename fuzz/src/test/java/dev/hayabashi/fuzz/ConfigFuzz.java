package dev.hayabashi.fuzz;

import dev.hayabashi.config.ConfigDiff;
import dev.hayabashi.config.ConfigException;
import dev.hayabashi.config.ConfigReader;
import dev.hayabashi.config.ConfigWriter;
import dev.hayabashi.config.HayabashiConfig;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.config.PortKind;
import dev.hayabashi.config.StpConfig;

/**
 * Configuration files, and the parts of them that the control API takes: read, or refused with a place for everything that is
 * wrong. What is read is the same after it was written and read again.
 */
public final class ConfigFuzz {
    private static final String SOURCE = Refusals.SOURCE;

    private ConfigFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Check.bounded(input.length, () -> file(new Input(input).text()));
    }

    private static void file(String text) {
        try {
            HayabashiConfig config = ConfigReader.read(SOURCE, text);
            String written = ConfigWriter.write(config);
            HayabashiConfig again = mustRead(written, text);
            Check.same(again, config, () -> "read(write(read(text))), written as\n" + written);
            Check.same(ConfigWriter.write(again), written, () -> "write(read(write(…)))");
            Check.that(ConfigDiff.between(config, again).isEmpty(), () -> "a difference between equals");
        } catch (ConfigException refusal) {
            Refusals.check(refusal, text);
        }
        parts(text);
    }

    private static HayabashiConfig mustRead(String written, String text) {
        try {
            return ConfigReader.read(SOURCE, written);
        } catch (ConfigException e) {
            throw new AssertionError("what was written of\n" + text + "\nis refused:\n" + written, e);
        }
    }

    private static void parts(String text) {
        try {
            PortConfig port = ConfigReader.readPort(SOURCE, text);
            Check.same(ConfigReader.readPort(SOURCE, ConfigWriter.write(port)), port, () -> "a port, written and read");
        } catch (ConfigException refusal) {
            Refusals.check(refusal, text);
        }
        try {
            PortConfig before = PortConfig.of("vm0", PortKind.VM);
            PortConfig port = ConfigReader.patchPort(SOURCE, text, before);
            Check.same(ConfigReader.patchPort(SOURCE, text, port), port, () -> "a change of a port, made twice");
        } catch (ConfigException refusal) {
            Refusals.check(refusal, text);
        }
        try {
            StpConfig stp = ConfigReader.patchStp(SOURCE, text, StpConfig.DEFAULT);
            Check.same(ConfigReader.patchStp(SOURCE, text, stp), stp, () -> "a change of a spanning tree, made twice");
        } catch (ConfigException refusal) {
            Refusals.check(refusal, text);
        }
    }
}
