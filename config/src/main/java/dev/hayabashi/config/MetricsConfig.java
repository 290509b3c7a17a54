package dev.hayabashi.config;

import java.util.Optional;

/**
 * Where metrics and the web page are served, and to whom.
 *
 * @param listen {@code address:port}
 * @param tokenFile absolute path of a file with the token that a client must show; empty for none, on loopback only
 * @param certificate absolute path of a PEM file with the certificate chain; with {@code key} or not at all
 * @param key absolute path of a PEM file with the certificate's private key (PKCS #8)
 */
public record MetricsConfig(
        String listen, Optional<String> tokenFile, Optional<String> certificate, Optional<String> key) {
    /** Loopback only. */
    public static final MetricsConfig DEFAULT =
            new MetricsConfig("127.0.0.1:9475", Optional.empty(), Optional.empty(), Optional.empty());
}
