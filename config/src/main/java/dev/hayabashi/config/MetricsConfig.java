package dev.hayabashi.config;

/**
 * Where metrics and the web page are served.
 *
 * @param listen {@code address:port}
 */
public record MetricsConfig(String listen) {
    /** Loopback only. */
    public static final MetricsConfig DEFAULT = new MetricsConfig("127.0.0.1:9475");
}
