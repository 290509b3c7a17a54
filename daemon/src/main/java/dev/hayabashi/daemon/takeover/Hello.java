package dev.hayabashi.daemon.takeover;

import java.util.Objects;

/**
 * What a new process says first. Its shape is the same in all versions of the protocol.
 *
 * @param protocol see {@link Estate#PROTOCOL}
 * @param version of the program, for messages
 * @param networkNamespace of the process, as {@code /proc/self/ns/net} names it
 */
record Hello(int protocol, String version, String networkNamespace) {
    Hello {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(networkNamespace, "networkNamespace");
    }
}
