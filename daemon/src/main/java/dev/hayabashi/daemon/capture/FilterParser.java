package dev.hayabashi.daemon.capture;

import dev.hayabashi.bridgecore.MacAddress;
import io.netty.util.NetUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The filter language: a small part of that of {@code pcap-filter(7)}.
 *
 * <pre>
 * expression = term { "or" term }
 * term       = factor { [ "and" ] factor }
 * factor     = "not" factor | "(" expression ")" | primitive
 * primitive  = "arp" | "ip" | "ip6" | "tcp" | "udp" | "icmp" | "icmp6" | "stp" | "dhcp" | "dns" | "broadcast" | "multicast"
 *            | "vlan" [ NUMBER ] | "ether" side MAC | side "host" ADDRESS | side "port" NUMBER
 * side       = [ "src" | "dst" ]            after "ether" also "host", which means both
 * </pre>
 */
final class FilterParser {
    private static final Pattern TOKEN = Pattern.compile("\\s*(\\(|\\)|!|&&|\\|\\||[^\\s()!&|]+)");
    private static final int MAX_DEPTH = 32;
    private static final int MAX_TOKENS = 256;
    private static final String WORDS =
            "arp ip ip6 tcp udp icmp icmp6 stp dhcp dns broadcast multicast vlan, ether host MAC, host ADDRESS, port NUMBER";

    private record Token(String text, int column) {}

    private final String expression;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int depth;

    FilterParser(String expression) {
        this.expression = expression;
        Matcher matcher = TOKEN.matcher(expression);
        int end = 0;
        // Not find(): that tries each of many blanks as a beginning, which takes their number squared.
        while (matcher.region(end, expression.length()).lookingAt()) {
            tokens.add(new Token(matcher.group(1).toLowerCase(Locale.ROOT), matcher.start(1) + 1));
            end = matcher.end();
            if (tokens.size() > MAX_TOKENS) {
                throw new FilterException(expression, end, "more than " + MAX_TOKENS + " words", "make it shorter");
            }
        }
        if (!expression.substring(end).isBlank()) {
            throw new FilterException(
                    expression, end + 1, "'" + expression.charAt(end) + "' is not part of a filter", "use " + WORDS);
        }
    }

    FrameFilter parse() {
        FrameFilter filter = expression();
        if (peek() != null) {
            throw problem("'" + word() + "' follows a filter that is complete", "remove it, or put 'or' in front");
        }
        return filter;
    }

    private FrameFilter expression() {
        if (++depth > MAX_DEPTH) {
            throw problem("nested more than " + MAX_DEPTH + " deep", "make it simpler");
        }
        FrameFilter filter = term();
        while (takes("or") || takes("||")) {
            FrameFilter left = filter;
            FrameFilter right = term();
            filter = frame -> left.matches(frame) || right.matches(frame);
        }
        depth--;
        return filter;
    }

    private FrameFilter term() {
        FrameFilter filter = factor();
        while (takes("and") || takes("&&") || startsFactor()) {
            FrameFilter left = filter;
            FrameFilter right = factor();
            filter = frame -> left.matches(frame) && right.matches(frame);
        }
        return filter;
    }

    private boolean startsFactor() {
        String next = peek();
        return next != null && !next.equals("or") && !next.equals("||") && !next.equals(")");
    }

    private FrameFilter factor() {
        if (takes("not") || takes("!")) {
            if (++depth > MAX_DEPTH) {
                throw problem("nested more than " + MAX_DEPTH + " deep", "make it simpler");
            }
            FrameFilter filter = factor();
            depth--;
            return frame -> !filter.matches(frame);
        }
        if (takes("(")) {
            FrameFilter filter = expression();
            if (!takes(")")) {
                throw problem("the bracket is not closed", "add ')'");
            }
            return filter;
        }
        return primitive();
    }

    private FrameFilter primitive() {
        if (takes("ether")) {
            Side side = side();
            takes("host");
            return ethernet(side);
        }
        if (takes("vlan")) {
            return vlan();
        }
        FrameFilter named = peek() == null ? null : NamedFilters.of(word());
        if (named != null) {
            at++;
            return named;
        }
        Side side = side();
        if (takes("host")) {
            return host(side);
        }
        if (takes("port")) {
            int port = number(0xffff);
            return frame -> FrameHeaders.hasPort(frame, port, side.source, side.destination);
        }
        if (peek() == null) {
            throw problem("something is missing at the end", "use " + WORDS);
        }
        throw problem("'" + word() + "' is not a word of the filter language", "use " + WORDS);
    }

    private FrameFilter vlan() {
        String next = peek();
        if (next == null || !Character.isDigit(next.charAt(0))) {
            return frame -> FrameHeaders.vlan(frame) >= 0;
        }
        int id = number(4095);
        return frame -> FrameHeaders.vlan(frame) == id;
    }

    private FrameFilter host(Side side) {
        String text = argument("an address");
        if (NetUtil.isValidIpV4Address(text)) {
            byte[] octets = NetUtil.createByteArrayFromIpAddressString(text);
            int address = octets[0] << 24 | (octets[1] & 0xff) << 16 | (octets[2] & 0xff) << 8 | (octets[3] & 0xff);
            return frame -> FrameHeaders.hasIp4(frame, address, side.source, side.destination);
        }
        if (NetUtil.isValidIpV6Address(text)) {
            byte[] octets = NetUtil.createByteArrayFromIpAddressString(text);
            long high = wide(octets, 0);
            long low = wide(octets, 8);
            return frame -> FrameHeaders.hasIp6(frame, high, low, side.source, side.destination);
        }
        at--;
        return ethernet(side);
    }

    private FrameFilter ethernet(Side side) {
        String text = argument("a MAC address");
        long address;
        try {
            address = MacAddress.parse(text);
        } catch (IllegalArgumentException e) {
            at--;
            throw problem("'" + text + "' is not an address", "write aa:fc:00:00:00:01, 10.0.0.1 or fe80::1");
        }
        return frame -> frame.length() >= 14
                && ((side.source && frame.source() == address) || (side.destination && frame.destination() == address));
    }

    private static long wide(byte[] octets, int from) {
        long value = 0;
        for (int i = from; i < from + 8; i++) {
            value = value << 8 | (octets[i] & 0xff);
        }
        return value;
    }

    private enum Side {
        SOURCE(true, false),
        DESTINATION(false, true),
        BOTH(true, true);

        private final boolean source;
        private final boolean destination;

        Side(boolean source, boolean destination) {
            this.source = source;
            this.destination = destination;
        }
    }

    private Side side() {
        if (takes("src")) {
            return Side.SOURCE;
        }
        return takes("dst") ? Side.DESTINATION : Side.BOTH;
    }

    private int number(int maximum) {
        String text = argument("a number");
        try {
            int value = Integer.parseInt(text);
            if (value >= 0 && value <= maximum) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Reported like a number out of range.
        }
        at--;
        throw problem("'" + text + "' is not a number from 0 to " + maximum, "write such a number");
    }

    private String argument(String what) {
        if (peek() == null) {
            throw problem(what + " is missing at the end", "add it");
        }
        return tokens.get(at++).text();
    }

    private @Nullable String peek() {
        return at < tokens.size() ? tokens.get(at).text() : null;
    }

    private String word() {
        return tokens.get(at).text();
    }

    private boolean takes(String word) {
        if (word.equals(peek())) {
            at++;
            return true;
        }
        return false;
    }

    private FilterException problem(String what, String hint) {
        int column = at < tokens.size() ? tokens.get(at).column() : expression.length() + 1;
        return new FilterException(expression, column, what, hint);
    }
}
