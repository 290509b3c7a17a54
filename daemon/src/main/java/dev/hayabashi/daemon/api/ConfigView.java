package dev.hayabashi.daemon.api;

/**
 * The configuration that runs.
 *
 * @param source the file that was last applied; empty text for the defaults
 * @param yaml what runs, as a configuration file would say it
 */
public record ConfigView(String source, String yaml) {}
