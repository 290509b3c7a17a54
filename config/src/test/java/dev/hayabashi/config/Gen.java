package dev.hayabashi.config;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Supplier;

/** Seeded random configurations that keep all rules, with every key away from its default now and then. */
final class Gen {
    private final Random random;

    Gen(long seed) {
        random = new Random(seed);
    }

    HayabashiConfig config() {
        List<BridgeConfig> bridges = new ArrayList<>();
        for (int i = 0, n = 1 + random.nextInt(3); i < n; i++) {
            bridges.add(bridge(i));
        }
        ControlConfig control = new ControlConfig(
                maybe("/run/" + word(), ControlConfig.DEFAULT.socket()),
                optional(() -> oneOf("kvm", "1000", "lab-1")),
                optional(() -> oneOf("adm", "1001")));
        String io = oneOf("auto", "epoll", "io_uring");
        return new HayabashiConfig(
                bridges,
                random.nextBoolean()
                        ? MetricsConfig.DEFAULT
                        : new MetricsConfig(
                                "0.0.0.0:" + random.nextInt(65536),
                                Optional.of("/etc/" + word()),
                                Optional.of("/etc/" + word()),
                                Optional.of("/etc/" + word())),
                control,
                maybe("/tmp/" + index(), "/var/lib/hayabashi"),
                io,
                maybe(random.nextInt(1001), 0),
                io.equals("io_uring") ? random.nextInt(2) : random.nextInt(65),
                Positions.EMPTY);
    }

    private BridgeConfig bridge(int index) {
        int mtu = maybe(68 + random.nextInt(65468), 1500);
        List<PortConfig> ports = new ArrayList<>();
        for (int i = 0, n = random.nextInt(6); i < n; i++) {
            ports.add(port("p" + index + "-" + i, mtu, i));
        }
        return new BridgeConfig(
                oneOf("haya", "ブ", "br.") + index,
                mtu,
                maybe(1 + random.nextInt(1_000_000), 300),
                optional(this::mac),
                maybe(1 + random.nextInt(4_000_000), 8192),
                stp(),
                mtu < 576 ? Optional.empty() : optional(() -> gateway(index)),
                optional(() -> oneOf("hb-*", "tap?", "vm*-x")),
                ports,
                true,
                random.nextBoolean() ? SnoopingConfig.DEFAULT : snooping(),
                random.nextBoolean());
    }

    private SnoopingConfig snooping() {
        int response = 1 + random.nextInt(12);
        return new SnoopingConfig(
                random.nextBoolean(),
                random.nextBoolean(),
                response + 1 + random.nextInt(31_000),
                response,
                random.nextBoolean(),
                1 + random.nextInt(65_536),
                1 + random.nextInt(65_536));
    }

    private int index() {
        return random.nextInt(1000);
    }

    private GatewayConfig gateway(int index) {
        boolean nat = random.nextBoolean();
        return new GatewayConfig(
                Cidr.parse("10." + index + ".0.1/" + (16 + random.nextInt(9))).orElseThrow(),
                nat,
                !nat && random.nextBoolean(),
                optional(this::mac),
                optional(() -> Cidr.parse("fd00:" + index + "::1/64").orElseThrow()),
                optional(() -> dhcp(index)),
                optional(() -> new DnsConfig(
                        oneOf("lab", "a.b-c.d", "x"), list(() -> oneOf("system", "9.9.9.9", "::1", "10.0.0.1#5353")))));
    }

    private DhcpConfig dhcp(int index) {
        List<DhcpHost> hosts = new ArrayList<>();
        for (int i = 0, n = random.nextInt(3); i < n; i++) {
            int key = random.nextInt(3);
            boolean named = random.nextBoolean();
            String name = "h" + i;
            Ipv4Range address =
                    Ipv4Range.parse("10." + index + ".0." + (10 + i)).orElseThrow();
            MacAddress mac = new MacAddress(0x0200_0000_0100L + i);
            String clientId = "01:0" + i;
            hosts.add(new DhcpHost(
                    key == 0 ? Optional.of(mac) : Optional.empty(),
                    key == 1 ? Optional.of(clientId) : Optional.empty(),
                    key == 2 ? Optional.of("p" + i) : Optional.empty(),
                    named && random.nextBoolean() ? Optional.empty() : Optional.of(address),
                    named ? Optional.of(name) : Optional.empty()));
        }
        String pool = "10." + index + ".0.";
        return new DhcpConfig(
                optional(() -> list(() -> Ipv4Range.parse(
                                oneOf(pool + "2-" + pool + "20", pool + "99", pool + "100-" + pool + "200"))
                        .orElseThrow())),
                maybe(random.nextInt(2) * (10 + random.nextInt(1_000_000)), 3600),
                oneOf(DhcpIdentity.values()),
                random.nextBoolean(),
                random.nextBoolean(),
                maybe(random.nextInt(100), 64),
                random.nextBoolean() ? Map.of(42, List.of("10.0.0.1"), 119, List.of("a.b", "c: d")) : Map.of(),
                hosts);
    }

    private StpConfig stp() {
        StpMode mode = oneOf(StpMode.values());
        int hello = 1 + random.nextInt(mode == StpMode.RSTP ? 2 : 10);
        int maxAge = Math.max(6, 2 * (hello + 1)) + random.nextInt(10);
        int least = Math.max(4, (maxAge + 1) / 2 + 1);
        int delay = least + random.nextInt(30 - least + 1);
        boolean times = random.nextBoolean();
        return new StpConfig(
                mode,
                maybe(4096 * random.nextInt(16), 32768),
                times ? hello : 2,
                times ? maxAge : 20,
                times ? delay : 15,
                maybe(1 + random.nextInt(10), 6),
                oneOf(PathCostMethod.values()),
                maybe(30 + random.nextInt(86_371), 0),
                mode == StpMode.OFF ? oneOf(ReservedPolicy.values()) : ReservedPolicy.STANDARD);
    }

    PortConfig port(String name, int bridgeMtu, int index) {
        PortKind kind = oneOf(PortKind.TAP, PortKind.VM, PortKind.NETDEV);
        boolean tap = kind == PortKind.TAP;
        PortLink link = new PortLink(
                kind == PortKind.NETDEV
                        ? Optional.empty()
                        : optional(() -> Owner.parse(oneOf("0", "1000:1000", "alice:kvm", "_x-1.y"))
                                .orElseThrow()),
                tap ? optional(() -> oneOf("h1", "lab.2", "/proc/1/ns/net")) : Optional.empty(),
                tap
                        ? list(() -> Cidr.parse(oneOf(
                                        "10.0.0.1/8", "192.168.122.200/24", "fd00::1/64", "::/0", "1::2:0:0:3/128"))
                                .orElseThrow())
                        : List.of(),
                tap ? optional(this::mac) : Optional.empty(),
                random.nextInt(4) == 0 ? OptionalInt.of(68 + random.nextInt(bridgeMtu - 67)) : OptionalInt.empty(),
                Optional.empty(),
                maybe(1 + random.nextInt(65536), 256));
        OptionalInt number =
                random.nextInt(3) == 0 ? OptionalInt.of(1 + index * 600 + random.nextInt(600)) : OptionalInt.empty();
        return new PortConfig(
                name,
                kind,
                number,
                link,
                portStp(kind),
                relay(index),
                oneOf(PortProfile.values()),
                guards(),
                new PortVlan(random.nextInt(4095), list(() -> oneOf(new VlanRange(2, 4), new VlanRange(9, 9)))));
    }

    private PortGuards guards() {
        return new PortGuards(
                maybe(
                        new StormConfig(threshold(), threshold(), threshold()),
                        oneOf(StormConfig.OFF, StormConfig.GUEST)),
                maybe(
                        new RateLimitConfig(
                                new LimiterConfig(bucket(), bucket()), new LimiterConfig(bucket(), bucket())),
                        RateLimitConfig.NONE),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                list(() -> Ipv4Range.parse(oneOf("10.0.0.7", "0.0.0.1", "255.1.2.3"))
                        .orElseThrow()),
                random.nextBoolean(),
                random.nextBoolean());
    }

    private StormConfig.Threshold threshold() {
        return new StormConfig.Threshold(maybe(random.nextInt(100_000_001), 0), maybe(1 + random.nextInt(1 << 30), 0));
    }

    private BucketConfig bucket() {
        return maybe(
                new BucketConfig(1 + random.nextInt(1 << 30), random.nextInt(1 << 30), 1 + random.nextInt(86_400_000)),
                BucketConfig.NONE);
    }

    private PortStp portStp(PortKind kind) {
        PortStp d = PortStp.defaults(kind);
        EnumSet<Flag> flags = EnumSet.noneOf(Flag.class);
        for (Flag f : Flag.values()) {
            if (random.nextInt(4) == 0) {
                flags.add(f);
            }
        }
        Tristate edge = maybe(oneOf(Tristate.values()), d.edge());
        boolean guard = flags.contains(Flag.GUARD) != d.bpduGuard();
        boolean loop = flags.contains(Flag.LOOP) && edge != Tristate.TRUE;
        boolean assurance = flags.contains(Flag.ASSURANCE) && edge == Tristate.FALSE;
        return new PortStp(
                edge,
                guard,
                maybe(30 + random.nextInt(86371), 0),
                flags.contains(Flag.FILTER) && !guard && !assurance,
                flags.contains(Flag.ROOT) && !loop,
                flags.contains(Flag.TCN),
                loop,
                assurance,
                loop || assurance ? Tristate.TRUE : oneOf(Tristate.values()),
                maybe(1 + random.nextInt(200_000_000), 0),
                maybe(16 * random.nextInt(16), 128));
    }

    private enum Flag {
        GUARD,
        LOOP,
        ASSURANCE,
        FILTER,
        ROOT,
        TCN
    }

    private PortRelay relay(int index) {
        List<MacAddress> statics = new ArrayList<>();
        for (int i = 0, n = random.nextInt(3); i < n; i++) {
            statics.add(new MacAddress(0x0200_0000_0000L + index * 16L + i));
        }
        return new PortRelay(
                random.nextBoolean(),
                random.nextInt(4) != 0,
                random.nextInt(4) != 0,
                random.nextInt(4) != 0,
                random.nextInt(4) != 0,
                maybe(random.nextInt(4_194_304), 0),
                false,
                random.nextBoolean(),
                statics);
    }

    private MacAddress mac() {
        return new MacAddress((random.nextLong() & 0xFEFF_FFFF_FFFFL) | 1);
    }

    private String word() {
        StringBuilder s = new StringBuilder();
        for (int i = 0, n = 1 + random.nextInt(12); i < n; i++) {
            s.append("abc: #'\"{}[]-,&*!|>%@`é橋\\".charAt(random.nextInt(25)));
        }
        return s.toString();
    }

    private <T> List<T> list(Supplier<T> item) {
        List<T> items = new ArrayList<>();
        for (int i = 0, n = random.nextInt(3); i < n; i++) {
            T t = item.get();
            if (!items.contains(t)) {
                items.add(t);
            }
        }
        return items;
    }

    private <T> Optional<T> optional(Supplier<T> value) {
        return random.nextInt(3) == 0 ? Optional.of(value.get()) : Optional.empty();
    }

    private <T> T maybe(T value, T usual) {
        return random.nextInt(3) == 0 ? value : usual;
    }

    @SafeVarargs
    private <T> T oneOf(T... values) {
        return values[random.nextInt(values.length)];
    }
}
