package dev.hayabashi.cli;

import dev.hayabashi.daemon.Version;
import picocli.CommandLine.IVersionProvider;

/** {@code hayabashi --version}. */
final class VersionProvider implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"hayabashi " + Version.CURRENT};
    }
}
