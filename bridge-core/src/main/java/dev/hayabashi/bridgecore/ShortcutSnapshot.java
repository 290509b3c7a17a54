package dev.hayabashi.bridgecore;

/**
 * A shortcut at one moment.
 *
 * @param source 48-bit address
 * @param destination 48-bit address
 * @param in name of the port that the source is behind
 * @param out name of the port that the destination is behind
 * @param frames frames that took it, as far as they have been counted: once a second
 * @param bytes bytes of those
 * @param ageNanos how long it has been there
 */
public record ShortcutSnapshot(
        long source, long destination, String in, String out, long frames, long bytes, long ageNanos) {}
