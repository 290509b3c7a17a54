package dev.hayabashi.config;

import dev.hayabashi.config.Node.Entry;
import dev.hayabashi.config.Node.Mapping;
import dev.hayabashi.config.Node.Scalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The values of {@code storm-control} and {@code rate-limit}: a word, or maps in maps. A map may also be quoted, for a command line. */
final class GuardTypes {
    private static final long MAX_TOKENS = 1L << 40;
    private static final int MAX_FRAMES = 100_000_000;
    private static final int MAX_REFILL_MILLIS = 86_400_000;
    private static final String OFF = "off";
    private static final String FRAMES = "frames";
    private static final String BYTES = "bytes";

    static final ValueType<StormConfig> STORM =
            new Type<>(
                    "off, frames a second, or a map like {broadcast: 1000, multicast: {frames: 5000, bytes: 1000000}}") {
                @Override
                Optional<StormConfig> word(Scalar s) {
                    if (isOff(s)) {
                        return Optional.of(StormConfig.OFF);
                    }
                    return number(s, MAX_FRAMES)
                            .map(n -> new StormConfig.Threshold(n.intValue(), 0))
                            .map(t -> new StormConfig(t, t, t));
                }

                @Override
                StormConfig map(Maps in) {
                    return new StormConfig(
                            threshold(in, "broadcast"), threshold(in, "multicast"), threshold(in, "unknown-unicast"));
                }

                @Override
                List<String> keys() {
                    return List.of("broadcast", "multicast", "unknown-unicast");
                }

                @Override
                public Optional<Object> write(StormConfig value) {
                    Map<String, Object> map = new LinkedHashMap<>();
                    put(map, "broadcast", value.broadcast());
                    put(map, "multicast", value.multicast());
                    put(map, "unknown-unicast", value.unknownUnicast());
                    return Optional.of(map.isEmpty() ? OFF : map);
                }

                private void put(Map<String, Object> map, String key, StormConfig.Threshold limit) {
                    if (limit.bytes() == 0 && limit.frames() != 0) {
                        map.put(key, limit.frames());
                    } else if (limit.bytes() != 0) {
                        Map<String, Object> both = new LinkedHashMap<>();
                        if (limit.frames() != 0) {
                            both.put(FRAMES, limit.frames());
                        }
                        both.put(BYTES, limit.bytes());
                        map.put(key, both);
                    }
                }

                private StormConfig.Threshold threshold(Maps in, String key) {
                    Node node = in.take(key);
                    if (node instanceof Scalar s) {
                        return new StormConfig.Threshold((int) in.number(s, key, MAX_FRAMES), 0);
                    }
                    if (node == null) {
                        return StormConfig.Threshold.NONE;
                    }
                    Maps inner = in.inside(node, key, List.of(FRAMES, BYTES));
                    return new StormConfig.Threshold(
                            (int) inner.number(FRAMES, MAX_FRAMES, 0), inner.number(BYTES, MAX_TOKENS, 0));
                }
            };

    static final ValueType<RateLimitConfig> RATE =
            new Type<>(
                    "off, or a map like {rx: {bandwidth: {size: 1000000, one_time_burst: 0, refill_time: 100}, ops: {size: 1000}},"
                            + " tx: …}") {
                @Override
                Optional<RateLimitConfig> word(Scalar s) {
                    return isOff(s) ? Optional.of(RateLimitConfig.NONE) : Optional.empty();
                }

                @Override
                RateLimitConfig map(Maps in) {
                    return new RateLimitConfig(limiter(in, "rx"), limiter(in, "tx"));
                }

                @Override
                List<String> keys() {
                    return List.of("rx", "tx");
                }

                @Override
                public Optional<Object> write(RateLimitConfig value) {
                    Map<String, Object> map = new LinkedHashMap<>();
                    put(map, "rx", value.rx());
                    put(map, "tx", value.tx());
                    return Optional.of(map.isEmpty() ? OFF : map);
                }

                private void put(Map<String, Object> map, String key, LimiterConfig limiter) {
                    Map<String, Object> buckets = new LinkedHashMap<>();
                    put(buckets, "bandwidth", limiter.bandwidth());
                    put(buckets, "ops", limiter.ops());
                    if (!buckets.isEmpty()) {
                        map.put(key, buckets);
                    }
                }

                private void put(Map<String, Object> map, String key, BucketConfig bucket) {
                    if (bucket.size() != 0) {
                        Map<String, Object> fields = new LinkedHashMap<>();
                        fields.put("size", bucket.size());
                        fields.put("one_time_burst", bucket.oneTimeBurst());
                        fields.put("refill_time", bucket.refillTimeMillis());
                        map.put(key, fields);
                    }
                }

                private LimiterConfig limiter(Maps in, String key) {
                    Node node = in.take(key);
                    if (node == null) {
                        return LimiterConfig.NONE;
                    }
                    Maps inner = in.inside(node, key, List.of("bandwidth", "ops"));
                    return new LimiterConfig(bucket(inner, "bandwidth"), bucket(inner, "ops"));
                }

                private BucketConfig bucket(Maps in, String key) {
                    Node node = in.take(key);
                    if (node == null) {
                        return BucketConfig.NONE;
                    }
                    Maps inner = in.inside(node, key, List.of("size", "one_time_burst", "refill_time"));
                    long size = inner.required("size", MAX_TOKENS);
                    long burst = inner.number("one_time_burst", MAX_TOKENS, 0);
                    long refill = inner.number("refill_time", MAX_REFILL_MILLIS, 1000);
                    return size == 0 ? BucketConfig.NONE : new BucketConfig(size, burst, (int) Math.max(1, refill));
                }
            };

    private GuardTypes() {}

    private static boolean isOff(Scalar s) {
        return s.text().equals(OFF)
                || (!s.quoted() && (s.text().equals("false") || s.text().equals("none")));
    }

    private static Optional<Long> number(Scalar s, long max) {
        return Types.bareNumber(s.text()).filter(n -> n >= 0 && n <= max);
    }

    private abstract static class Type<T> implements ValueType<T> {
        private final String describe;

        Type(String describe) {
            this.describe = describe;
        }

        abstract Optional<T> word(Scalar s);

        abstract T map(Maps in);

        abstract List<String> keys();

        @Override
        public Optional<T> read(Node node, String key, Problems problems) {
            Node value = node;
            if (node instanceof Scalar s && s.text().startsWith("{")) {
                Problems inside = new Problems(problems.file());
                value = YamlTree.parse(s.text(), inside).orElse(node);
            }
            if (value instanceof Scalar s) {
                Optional<T> word = word(s);
                if (word.isEmpty()) {
                    problems.add(node.at(), "'" + key + "' must be " + describe + ", not " + s.describe());
                }
                return word;
            }
            if (!(value instanceof Mapping mapping)) {
                problems.add(node.at(), "'" + key + "' must be " + describe + ", not " + value.describe());
                return Optional.empty();
            }
            int before = problems.count();
            T result = map(new Maps(mapping, key, keys(), problems));
            return problems.count() == before ? Optional.of(result) : Optional.empty();
        }

        @Override
        public String describe() {
            return describe;
        }
    }

    /** One map inside a value: its keys are checked at once, then taken one by one. Dashes and underscores are the same. */
    private static final class Maps {
        private final Mapping map;
        private final String name;
        private final Problems problems;
        private final Map<String, Node> values = new TreeMap<>();

        Maps(Mapping map, String name, List<String> keys, Problems problems) {
            this.map = map;
            this.name = name;
            this.problems = problems;
            for (Entry entry : map.entries()) {
                Optional<String> known = keys.stream()
                        .filter(k -> Suggest.normalise(k).equals(Suggest.normalise(entry.key())))
                        .findFirst();
                if (known.isEmpty()) {
                    problems.add(
                            entry.keyAt(),
                            "unknown key '" + entry.key() + "' in '" + name + "'",
                            Suggest.nearest(entry.key(), keys)
                                    .map(k -> "did you mean '" + k + "'?")
                                    .orElse("known keys: " + String.join(", ", keys)));
                } else {
                    values.put(known.get(), entry.value());
                }
            }
        }

        @org.jspecify.annotations.Nullable Node take(String key) {
            return values.get(key);
        }

        Maps inside(Node node, String key, List<String> keys) {
            if (node instanceof Mapping inner) {
                return new Maps(inner, key, keys, problems);
            }
            problems.add(
                    node.at(),
                    "'" + key + "' must be a map with " + String.join(", ", keys) + ", not " + node.describe());
            return new Maps(new Mapping(node.at(), List.of()), key, keys, problems);
        }

        long required(String key, long max) {
            if (!values.containsKey(key)) {
                problems.add(
                        map.at(),
                        "'" + name + "' needs a " + key,
                        "write '" + key + ": 1000000', or remove '" + name + "'");
            }
            return number(key, max, 0);
        }

        long number(String key, long max, long fallback) {
            Node node = values.get(key);
            if (node == null) {
                return fallback;
            }
            if (node instanceof Scalar s) {
                return number(s, key, max);
            }
            problems.add(node.at(), "'" + key + "' must be a whole number 0.." + max + ", not " + node.describe());
            return 0;
        }

        long number(Scalar s, String key, long max) {
            Optional<Long> n = s.text().equals(OFF) ? Optional.of(0L) : GuardTypes.number(s, max);
            if (n.isEmpty() || s.quoted()) {
                problems.add(s.at(), "'" + key + "' must be a whole number 0.." + max + ", not " + s.describe());
            }
            return n.orElse(0L);
        }
    }
}
