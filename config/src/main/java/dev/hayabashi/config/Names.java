package dev.hayabashi.config;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What may be called how. Each rule returns what is wrong, or nothing. */
public final class Names {
    private static final int IFNAME_BYTES = 15; // IFNAMSIZ without the terminating zero
    private static final java.util.regex.Pattern LABEL =
            java.util.regex.Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final int SOCKET_PATH_BYTES = 107; // sun_path without the terminating zero

    private Names() {}

    /** The kernel's {@code dev_valid_name}, and a little more: names that tools would take for options or patterns. */
    public static Optional<String> interfaceName(String name) {
        if (name.isEmpty()) {
            return Optional.of("a name has at least one character");
        }
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > IFNAME_BYTES) {
            return Optional.of("this one has " + bytes + " bytes");
        }
        if (name.equals(".") || name.equals("..")) {
            return Optional.of("'.' and '..' are directories");
        }
        if (name.startsWith("-")) {
            return Optional.of("a leading '-' would be taken for an option");
        }
        Optional<String> bad = name.codePoints()
                .filter(c -> c == '/'
                        || c == ':'
                        || c == '%'
                        || c < 0x21
                        || c == 0x7F
                        || Character.isWhitespace(c)
                        || Character.isISOControl(c)
                        || Character.isSpaceChar(c))
                .mapToObj(Character::toString)
                .findFirst();
        return bad.map(c -> c.isBlank() ? "white space is not allowed" : "'" + c + "' is not allowed");
    }

    /** A name under /run/netns, or an absolute path such as /proc/4711/ns/net. */
    static Optional<String> netns(String name) {
        if (name.startsWith("/")) {
            return absolutePath(name);
        }
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.contains("/") || name.length() > 255) {
            return Optional.of("write the name that 'ip netns' shows, or an absolute path");
        }
        for (int i = 0; i < name.length(); i++) {
            if (Character.isWhitespace(name.charAt(i)) || Character.isISOControl(name.charAt(i))) {
                return Optional.of("white space is not allowed");
            }
        }
        return Optional.empty();
    }

    /** The path of a unix socket. */
    static Optional<String> socketPath(String path) {
        Optional<String> wrong = absolutePath(path);
        int bytes = path.getBytes(StandardCharsets.UTF_8).length;
        if (wrong.isEmpty() && bytes > SOCKET_PATH_BYTES) {
            return Optional.of("this one has " + bytes + " bytes");
        }
        return wrong;
    }

    /** A directory. */
    static Optional<String> ioEngine(String name) {
        return name.equals("auto") || name.equals("epoll") || name.equals("io_uring")
                ? Optional.empty()
                : Optional.of("write one of the three");
    }

    static Optional<String> directory(String path) {
        return absolutePath(path);
    }

    /** One label of a host name (RFC 1123 section 2.1). */
    public static Optional<String> hostName(String name) {
        return LABEL.matcher(name).matches()
                ? Optional.empty()
                : Optional.of("write at most 63 lower-case letters, digits and hyphens, no hyphen at an end");
    }

    /** Labels with dots between them. */
    public static Optional<String> domain(String name) {
        boolean good = name.length() <= 253
                && java.util.Arrays.stream(name.split("\\.", -1))
                        .allMatch(label -> LABEL.matcher(label).matches());
        return good ? Optional.empty() : Optional.of("write lower-case letters, digits, hyphens and dots");
    }

    /** Octets in hexadecimal with colons. */
    public static Optional<String> clientId(String id) {
        return id.matches("[0-9a-f]{2}(:[0-9a-f]{2}){1,254}")
                ? Optional.empty()
                : Optional.of("write 2 to 255 octets in lower-case hexadecimal with colons");
    }

    /** {@code system}, or an IP address that may have a port behind {@code #}. */
    static Optional<String> forwarder(String text) {
        if (text.equals("system")) {
            return Optional.empty();
        }
        int hash = text.indexOf('#');
        boolean port = hash < 0
                || Types.bareNumber(text.substring(hash + 1))
                        .filter(p -> p >= 1 && p <= 65535)
                        .isPresent();
        boolean address =
                Cidr.parseAddress(hash < 0 ? text : text.substring(0, hash)).isPresent();
        return port && address
                ? Optional.empty()
                : Optional.of("names cannot be resolved here; write the address of the server");
    }

    /** A pattern with {@code *} and {@code ?} for names of network devices. */
    static Optional<String> pattern(String pattern) {
        if (pattern.chars().allMatch(c -> c == '*' || c == '?')) {
            return Optional.of("it would take every TAP of the machine; begin it with a prefix like 'hb-*'");
        }
        return interfaceName(pattern.replace("*", "").replace('?', 'x'));
    }

    private static Optional<String> absolutePath(String path) {
        if (!path.startsWith("/") || path.length() < 2) {
            return Optional.of("write an absolute path");
        }
        return path.codePoints().anyMatch(Character::isISOControl)
                ? Optional.of("control characters are not allowed")
                : Optional.empty();
    }

    /** A group by name or number. */
    static Optional<String> group(String group) {
        return Owner.parse(group).filter(o -> o.group().isEmpty()).isPresent() ? Optional.empty() : Optional.of("");
    }

    /** {@code address:port}, IPv6 in brackets. */
    static Optional<String> listen(String text) {
        int colon = text.lastIndexOf(':');
        Optional<Long> port = colon < 0 ? Optional.empty() : Types.bareNumber(text.substring(colon + 1));
        if (port.filter(p -> p >= 0 && p <= 65535).isEmpty()) {
            return Optional.of("write address:port, for example 127.0.0.1:9475");
        }
        String host = text.substring(0, colon);
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        boolean brackets = !bare.equals(host);
        return Cidr.parseAddress(bare).isPresent() && brackets == bare.contains(":")
                ? Optional.empty()
                : Optional.of("write an IP address, IPv6 in brackets");
    }

    /** Whether a well-formed {@code address:port} is on 127.0.0.0/8 or ::1. */
    static boolean isLoopback(String listen) {
        String host = listen.substring(0, listen.lastIndexOf(':'));
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return Cidr.parseAddress(bare)
                .filter(java.net.InetAddress::isLoopbackAddress)
                .isPresent();
    }
}
