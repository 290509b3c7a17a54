package dev.hayabashi.cli;

import dev.hayabashi.config.ConfigException;
import dev.hayabashi.config.ConfigReader;
import dev.hayabashi.config.HayabashiConfig;
import java.nio.file.Path;

/** Reads configuration files for commands: every problem becomes a {@link CommandFailure}. */
final class ConfigFile {
    private ConfigFile() {}

    static HayabashiConfig read(Path file) {
        try {
            return ConfigReader.read(file);
        } catch (ConfigException e) {
            throw CommandFailure.inFile(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()));
        }
    }
}
