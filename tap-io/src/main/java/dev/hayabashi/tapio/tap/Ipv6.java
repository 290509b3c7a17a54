package dev.hayabashi.tapio.tap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** IPv6 of one netdev, by the sysctls of the calling thread's network namespace. */
public final class Ipv6 {
    private static final Logger LOG = LoggerFactory.getLogger(Ipv6.class);
    private static final Path CONF = Path.of("/proc/sys/net/ipv6/conf");

    private Ipv6() {}

    /**
     * Turns IPv6 off, so that the host sends no router solicitation, no duplicate address detection and no multicast
     * report. To be called before the netdev comes up.
     */
    public static void disable(String name) {
        set(name, "1");
    }

    /** Turns IPv6 on again. */
    public static void enable(String name) {
        set(name, "0");
    }

    /** Whether it is on. */
    public static boolean enabled(String name) {
        try {
            return Files.readString(file(name)).strip().equals("0");
        } catch (IOException e) {
            return false;
        }
    }

    private static Path file(String name) {
        return CONF.resolve(name).resolve("disable_ipv6");
    }

    private static void set(String name, String value) {
        Path file = file(name);
        if (!Files.exists(file)) {
            // No IPv6 in this kernel, or none on this netdev because its MTU is below 1280.
            return;
        }
        try {
            Files.writeString(file, value);
        } catch (IOException e) {
            LOG.warn(
                    "{}: {} cannot be set to {} ({}); make /proc/sys writable or set it by hand",
                    name,
                    file,
                    value,
                    e.getMessage());
        }
    }
}
