package dev.hayabashi.daemon.gateway;

import dev.hayabashi.services.dns.Resolver;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a gateway's name server asks: the places of {@code dns.forward}, {@code system} standing for /etc/resolv.conf. */
final class SystemResolvers {
    private static final int DNS_PORT = 53;

    private final Path resolvConf;
    private final List<String> forward;
    private final InetAddress gateway;
    private String lastText = "";

    /** @param gateway the gateway's own address, which is never asked */
    SystemResolvers(Path resolvConf, List<String> forward, InetAddress gateway) {
        this.resolvConf = resolvConf;
        this.forward = forward;
        this.gateway = gateway;
    }

    /** The resolvers, when the file has changed since the last call or there was none. Reads a file. */
    Optional<List<Resolver>> changed() {
        String text = text();
        if (text.equals(lastText)) {
            return Optional.empty();
        }
        lastText = text;
        return Optional.of(resolvers(text));
    }

    /** The resolvers as they are now. Reads a file. */
    List<Resolver> now() {
        lastText = text();
        return resolvers(lastText);
    }

    private String text() {
        if (!forward.contains("system")) {
            return "";
        }
        try {
            return Files.readString(resolvConf);
        } catch (IOException e) {
            // A host without it has no resolvers; it may get some later.
            return "";
        }
    }

    private List<Resolver> resolvers(String text) {
        List<Resolver> resolvers = new ArrayList<>();
        for (String place : forward) {
            if (place.equals("system")) {
                text.lines().forEach(line -> nameserver(line).ifPresent(resolvers::add));
            } else {
                literal(place).ifPresent(resolvers::add);
            }
        }
        return resolvers.stream()
                .filter(resolver -> !resolver.address().equals(gateway))
                .distinct()
                .toList();
    }

    private static Optional<Resolver> nameserver(String line) {
        String[] words = line.strip().split("\\s+", -1);
        return words.length >= 2 && words[0].equals("nameserver") ? literal(words[1]) : Optional.empty();
    }

    private static Optional<Resolver> literal(String place) {
        int hash = place.indexOf('#');
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(hash < 0 ? place : place.substring(0, hash));
        int port = hash < 0 ? DNS_PORT : Integer.parseInt(place.substring(hash + 1));
        return Optional.ofNullable(address).map(a -> new Resolver(a, port));
    }
}
