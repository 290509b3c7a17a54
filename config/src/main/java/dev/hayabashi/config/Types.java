package dev.hayabashi.config;

import dev.hayabashi.config.Node.Scalar;
import dev.hayabashi.config.Node.Sequence;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The kinds of values that our documents are made of. */
final class Types {
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,30})|0x[0-9a-fA-F]{1,16}");
    private static final Pattern DURATION = Pattern.compile("(0|[1-9][0-9]{0,9})(s|m|h|d|)");

    static final ValueType<Boolean> BOOL =
            new ScalarType<>("true or false", Types::bool, Types::boolHint, value -> value);

    static final ValueType<Tristate> TRISTATE = new ScalarType<>(
            "true, false or auto",
            s -> !s.quoted() && s.text().equals("auto")
                    ? Optional.of(Tristate.AUTO)
                    : bool(s).map(b -> b ? Tristate.TRUE : Tristate.FALSE),
            Types::boolHint,
            t -> t == Tristate.AUTO ? "auto" : t == Tristate.TRUE);

    static final ValueType<MacAddress> MAC = new ScalarType<>(
            "a MAC address like 52:54:00:12:34:56",
            s -> MacAddress.parse(s.text()).filter(m -> !m.isGroup() && m.value() != 0),
            s -> MacAddress.parse(s.text())
                    .map(m -> m.isGroup() ? "this is a group address, no station has it" : "all zeros is no address")
                    .orElse(""),
            MacAddress::toString);

    private static final ValueType<Cidr> ONE_CIDR = new ScalarType<>(
            "an address with its prefix length like 192.168.122.1/24 or fd00::1/64",
            s -> Cidr.parse(s.text()),
            s -> Cidr.parseAddress(s.text()).isPresent()
                    ? "add the prefix length, for example " + s.text() + "/24"
                    : "",
            Cidr::toString);

    /** One address or a list of them. */
    static final ValueType<List<Cidr>> CIDRS = listOrOne(ONE_CIDR, "addresses like 192.168.122.1/24 or fd00::1/64");

    /** One IPv4 address. */
    static final ValueType<Ipv4Range> IPV4 = new ScalarType<>(
            "an IPv4 address like 192.168.122.10",
            s -> Ipv4Range.parse(s.text()).filter(Ipv4Range::isSingle),
            Ipv4Range::toString);

    private static final ValueType<Ipv4Range> IPV4_RANGE = new ScalarType<>(
            "addresses like 192.168.122.2-192.168.122.254",
            s -> Ipv4Range.parse(s.text()),
            s -> s.text().matches("[0-9.]+-[0-9.]+") ? "first the lower address, then the higher one" : "",
            Ipv4Range::toString);

    /** One range of IPv4 addresses or a list of them. */
    static final ValueType<List<Ipv4Range>> IPV4_RANGES =
            listOrOne(IPV4_RANGE, "ranges like 192.168.122.2-192.168.122.254");

    /** One IPv4 address or a list of them. */
    static final ValueType<List<Ipv4Range>> IPV4_ADDRESSES = listOrOne(IPV4, "IPv4 addresses");

    /** VLANs, one or a list. */
    static final ValueType<List<VlanRange>> VLANS = listOrOne(
            new ScalarType<>(
                    "a VLAN 1..4094 or a range like 10-20",
                    s -> s.quoted() && !s.text().contains("-") ? Optional.empty() : VlanRange.parse(s.text()),
                    r -> r.first() == r.last() ? (Object) r.first() : r.toString()),
            "VLANs and ranges like [10, 20-30]");

    /** The VLAN of untagged frames; 0 for none. */
    static final ValueType<Integer> NATIVE_VLAN = new ScalarType<>(
            "a VLAN 1..4094 or none",
            s -> s.text().equals("none")
                    ? Optional.of(0)
                    : number(s).filter(n -> n >= 1 && n <= 4094).map(Long::intValue),
            n -> n == 0 ? "none" : n);

    /** Where DNS questions go: one place or a list of them. */
    static final ValueType<List<String>> FORWARDERS = listOrOne(
            text("'system' or an IP address like 9.9.9.9 or 10.0.0.1#5353", Names::forwarder),
            "'system' and IP addresses");

    /** Length of a lease in seconds; 0 stands for one without an end. */
    static final ValueType<Integer> LEASE = new ScalarType<>(
            "a time of 10..31536000 seconds, like 300s, 5m or 1h, or infinite",
            s -> !s.quoted() && s.text().equals("infinite")
                    ? Optional.of(0)
                    : seconds(s).filter(n -> n >= 10 && n <= 31_536_000).map(Long::intValue),
            n -> n == 0 ? "infinite" : n + "s");

    static final ValueType<List<MacAddress>> MACS = listOrOne(MAC, "MAC addresses");

    static final ValueType<Optional<Owner>> OWNER = optional(new ScalarType<>(
            "a user and group like \"1000:1000\" or alice:kvm", s -> Owner.parse(s.text()), Owner::toString));

    private Types() {}

    /** An address with its prefix length, of one family. */
    static ValueType<Cidr> cidr(Class<?> family, String describe, String length) {
        return new ScalarType<>(
                describe,
                s -> Cidr.parse(s.text()).filter(c -> family.isInstance(c.address())),
                s -> Cidr.parseAddress(s.text()).filter(family::isInstance).isPresent()
                        ? "add the prefix length, for example " + s.text() + length
                        : "",
                Cidr::toString);
    }

    /** A whole number, decimal or 0x hexadecimal. */
    static ValueType<Integer> integer(int min, int max) {
        return step(min, max, 1);
    }

    /** A whole number that is a multiple of a step. */
    static ValueType<Integer> step(int min, int max, int step) {
        String range = min + ".." + max;
        return new ScalarType<>(
                step == 1 ? "a whole number " + range : "a multiple of " + step + " from " + range,
                s -> number(s)
                        .filter(n -> n >= min && n <= max && n % step == 0)
                        .map(Long::intValue),
                s -> numberHint(s, min, max, step),
                n -> n);
    }

    /** Whole seconds, plain or with a unit; written back with {@code s}. */
    static ValueType<Integer> duration(int minSeconds, int maxSeconds) {
        return new ScalarType<>(
                "a time of " + minSeconds + ".." + maxSeconds + " seconds, like 300s, 5m or 1h",
                s -> seconds(s).filter(n -> n >= minSeconds && n <= maxSeconds).map(Long::intValue),
                n -> n + "s");
    }

    /** A duration for which 0 means never. */
    static ValueType<Integer> durationOrNever(int minSeconds, int maxSeconds) {
        return new ScalarType<>(
                "0 or a time of " + minSeconds + ".." + maxSeconds + " seconds, like 300s, 5m or 1h",
                s -> seconds(s)
                        .filter(n -> n == 0 || (n >= minSeconds && n <= maxSeconds))
                        .map(Long::intValue),
                n -> n == 0 ? (Object) 0 : n + "s");
    }

    /** Seconds of the protocol, usually a bare number; written back as one. */
    static ValueType<Integer> seconds(int min, int max) {
        return new ScalarType<>(
                "a whole number of seconds " + min + ".." + max,
                s -> seconds(s).filter(n -> n >= min && n <= max).map(Long::intValue),
                n -> n);
    }

    /** 0 or {@code auto} for automatic, or a number. */
    static ValueType<Integer> autoOr(int min, int max) {
        return new ScalarType<>(
                "auto or a whole number " + min + ".." + max,
                s -> !s.quoted() && s.text().equals("auto")
                        ? Optional.of(0)
                        : number(s)
                                .filter(n -> n == 0 || (n >= min && n <= max))
                                .map(Long::intValue),
                n -> n == 0 ? "auto" : n);
    }

    /** One of an enum's constants, lower case with dashes. */
    static <E extends Enum<E>> ValueType<E> oneOf(Class<E> type, Map<String, String> synonyms) {
        Map<String, E> byName = Arrays.stream(type.getEnumConstants())
                .collect(Collectors.toMap(Types::word, Function.identity(), (a, b) -> a, java.util.LinkedHashMap::new));
        return new ScalarType<>(
                String.join(", ", byName.keySet()).replaceFirst(", ([^,]*)$", " or $1"),
                s -> Optional.ofNullable(byName.get(s.text())),
                s -> Optional.ofNullable(synonyms.get(s.text().toLowerCase(Locale.ROOT)))
                        .or(() -> Suggest.nearest(s.text(), byName.keySet()))
                        .map(w -> "did you mean '" + w + "'?")
                        .orElse(""),
                Types::word);
    }

    /** Text that a rule accepts; the rule says what is wrong, or nothing. */
    static ValueType<String> text(String describe, Function<String, Optional<String>> wrong) {
        return new ScalarType<>(
                describe,
                s -> s.isNull() || wrong.apply(s.text()).isPresent() ? Optional.empty() : Optional.of(s.text()),
                s -> wrong.apply(s.text()).orElse(""),
                t -> t);
    }

    /** A value that may be absent. */
    static <T> ValueType<Optional<T>> optional(ValueType<T> of) {
        return new Mapped<>(of, Optional::of, o -> o);
    }

    /** A number that may be absent. */
    static ValueType<OptionalInt> optionalInt(ValueType<Integer> of) {
        return new Mapped<>(of, OptionalInt::of, o -> o.isPresent() ? Optional.of(o.getAsInt()) : Optional.empty());
    }

    private record Mapped<A, B>(ValueType<A> of, Function<A, B> to, Function<B, Optional<A>> from)
            implements ValueType<B> {
        @Override
        public Optional<B> read(Node node, String key, Problems problems) {
            return of.read(node, key, problems).map(to);
        }

        @Override
        public Optional<Object> write(B value) {
            return from.apply(value).flatMap(of::write);
        }

        @Override
        public String describe() {
            return of.describe();
        }
    }

    private static <T> ValueType<List<T>> listOrOne(ValueType<T> item, String plural) {
        return new ValueType<>() {
            @Override
            public Optional<List<T>> read(Node node, String key, Problems problems) {
                List<Node> nodes = node instanceof Sequence s ? s.items() : List.of(node);
                List<T> values = new ArrayList<>();
                int before = problems.count();
                for (Node n : nodes) {
                    item.read(n, key, problems).ifPresent(v -> {
                        if (values.contains(v)) {
                            problems.add(n.at(), "'" + key + "' names " + v + " twice");
                        }
                        values.add(v);
                    });
                }
                return problems.count() == before ? Optional.of(List.copyOf(values)) : Optional.empty();
            }

            @Override
            public Optional<Object> write(List<T> value) {
                List<Object> out = new ArrayList<>();
                value.forEach(v -> item.write(v).ifPresent(out::add));
                return Optional.of(out.size() == 1 ? out.get(0) : out);
            }

            @Override
            public String describe() {
                return "one or a list of " + plural;
            }
        };
    }

    /** The form of an enum constant in documents. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Optional<Boolean> bool(Scalar s) {
        if (s.quoted()) {
            return Optional.empty();
        }
        return switch (s.text()) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static String boolHint(Scalar s) {
        return switch (s.text().toLowerCase(Locale.ROOT)) {
            case "true", "false" -> s.quoted() ? "remove the quotes" : "write it in lower case";
            case "yes", "on", "y", "1", "enabled", "enable" -> "write true";
            case "no", "off", "n", "0", "disabled", "disable" -> "write false";
            default -> "";
        };
    }

    private static Optional<Long> number(Scalar s) {
        return s.quoted() ? Optional.empty() : bareNumber(s.text());
    }

    /** Values beyond a long are cut to its ends: they are out of every range anyway. */
    static Optional<Long> bareNumber(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return Optional.empty();
        }
        BigInteger n = text.startsWith("0x") ? new BigInteger(text.substring(2), 16) : new BigInteger(text);
        return Optional.of(n.bitLength() < 63 ? n.longValue() : n.signum() * Long.MAX_VALUE);
    }

    private static String numberHint(Scalar s, int min, int max, int step) {
        Optional<Long> n = bareNumber(s.text());
        if (n.isEmpty()) {
            return s.text().matches("0[0-9]+") ? "write the number without leading zeros" : "";
        }
        if (s.quoted()) {
            return "remove the quotes";
        }
        long v = n.get();
        if (step > 1 && v > min && v < max) {
            long below = v / step * step;
            return "the nearest are " + below + " and " + (below + step);
        }
        return "";
    }

    private static Optional<Long> seconds(Scalar s) {
        Matcher m = DURATION.matcher(s.text());
        if (s.quoted() || !m.matches()) {
            return Optional.empty();
        }
        long unit = switch (m.group(2)) {
            case "m" -> 60;
            case "h" -> 3600;
            case "d" -> 86400;
            default -> 1;
        };
        return Optional.of(Long.parseLong(m.group(1)) * unit);
    }
}
