package dev.hayabashi.config;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What may be called how. Each rule returns what is wrong, or nothing. */
final class Names {
    private static final int IFNAME_BYTES = 15; // IFNAMSIZ without the terminating zero
    private static final int SOCKET_PATH_BYTES = 107; // sun_path without the terminating zero

    private Names() {}

    /** The kernel's {@code dev_valid_name}, and a little more: names that tools would take for options or patterns. */
    static Optional<String> interfaceName(String name) {
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
        return name.codePoints().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))
                ? Optional.of("white space is not allowed")
                : Optional.empty();
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
}
