package dev.hayabashi.services.dns;

import java.net.InetAddress;

/**
 * An upstream resolver.
 *
 * @param address its address
 * @param port UDP and TCP port, 53 as a rule
 */
public record Resolver(InetAddress address, int port) {
    public Resolver {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is outside 1..65535");
        }
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "#" + port;
    }
}
