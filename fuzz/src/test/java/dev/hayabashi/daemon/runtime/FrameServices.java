package dev.hayabashi.daemon.runtime;

import dev.hayabashi.bridgecore.Bridge;
import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.ServiceHandler;
import dev.hayabashi.fuzz.Sound;
import dev.hayabashi.services.BridgeServices;
import dev.hayabashi.services.dhcp.AddressRange;
import dev.hayabashi.services.dhcp.DhcpEngine;
import dev.hayabashi.services.dhcp.DhcpSettings;
import dev.hayabashi.services.dhcp.DhcpSubnet;
import dev.hayabashi.services.dhcp.LeaseChange;
import dev.hayabashi.services.dhcp.LeaseJournal;
import dev.hayabashi.services.dns.DnsEngine;
import dev.hayabashi.services.dns.DnsSettings;
import dev.hayabashi.services.dns.DnsUpstream;
import dev.hayabashi.services.dns.Resolver;
import dev.hayabashi.services.ra.RaEngine;
import dev.hayabashi.services.ra.RaSettings;
import dev.hayabashi.services.spi.ServiceEvent;
import dev.hayabashi.services.spi.ServiceHost;
import dev.hayabashi.services.spi.ServicePort;
import dev.hayabashi.services.wire.Ipv4;
import dev.hayabashi.services.wire.Ipv4Prefix;
import dev.hayabashi.services.wire.Ipv6Address;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The services of a bridge as its gateway wires them, with a disk that is quick and no resolver. */
final class FrameServices implements ServiceHandler, ServiceHost, LeaseJournal, DnsUpstream {
    static final long GATEWAY_MAC = 0x5254_0000_0001L;

    private final Bridge bridge;
    private final BridgeServices services = new BridgeServices(this);
    private final Frame outgoing = new Frame(ByteBuffer.allocate(Frame.MEMORY_BYTES), 0);
    private @Nullable DhcpEngine dhcp;
    private boolean sending;
    private long now;

    FrameServices(Bridge bridge, boolean gateway, long now) {
        this.bridge = bridge;
        this.now = now;
        if (!gateway) {
            return;
        }
        int address = Ipv4.parse("192.168.122.1");
        Ipv4Prefix network = Ipv4Prefix.parse("192.168.122.0/24");
        DhcpSubnet subnet = new DhcpSubnet(
                network, address, List.of(AddressRange.parse("192.168.122.2-192.168.122.40")), List.of());
        DhcpEngine engine = new DhcpEngine(
                DhcpSettings.builder(GATEWAY_MAC, address, subnet).build(), this, this);
        dhcp = engine;
        services.dhcp(engine);
        services.dns(new DnsEngine(
                DnsSettings.of(GATEWAY_MAC, address, network, "lab", List.of()), BridgeServices.namesOf(engine), this));
        services.ra(new RaEngine(
                RaSettings.of(GATEWAY_MAC, Ipv6Address.parse("fd00:122::"), 1500, List.of("lab")), this, 1, now));
    }

    void add(int number) {
        services.portAdded(
                FramePort.isGuest(number)
                        ? ServicePort.guest(number, "p" + number)
                        : ServicePort.uplink(number, "p" + number));
    }

    void now(long nowNanos) {
        now = nowNanos;
    }

    /** Whether a frame that leaves now is one of ours. */
    boolean isSending() {
        return sending;
    }

    void tick(long nowNanos) {
        now = nowNanos;
        services.tick(now, now / 1_000_000);
    }

    @Override
    public Fate received(BridgePort in, Frame frame, long nowNanos) {
        return switch (services.receive(frame, in.number(), nowNanos, nowNanos / 1_000_000)) {
            case PASS -> Fate.PASS;
            case CONSUMED -> dhcp == null ? Fate.PASS : Fate.CONSUMED;
            case DROP_DHCP_GUARD -> Fate.DROP_DHCP_GUARD;
            case DROP_RA_GUARD -> Fate.DROP_RA_GUARD;
        };
    }

    @Override
    public Fate receivedElsewhere(BridgePort in, Frame frame, long nowNanos) {
        return switch (services.guard(frame, in.number())) {
            case PASS, CONSUMED -> Fate.PASS;
            case DROP_DHCP_GUARD -> Fate.DROP_DHCP_GUARD;
            case DROP_RA_GUARD -> Fate.DROP_RA_GUARD;
        };
    }

    private void wrap(ByteBuffer message) {
        byte[] octets = new byte[message.remaining()];
        message.get(octets);
        Sound.ours(octets);
        outgoing.memory().putLong(0, 0).putInt(8, 0).put(Frame.VNET_HEADER_BYTES, octets);
        outgoing.received(Frame.VNET_HEADER_BYTES + octets.length);
        sending = true;
    }

    @Override
    public void send(int portNumber, ByteBuffer message) {
        BridgePort port = bridge.port(portNumber);
        if (port != null) {
            wrap(message);
            bridge.send(port, outgoing);
            sending = false;
        }
    }

    @Override
    public void flood(ByteBuffer message) {
        wrap(message);
        bridge.flood(outgoing);
        sending = false;
    }

    @Override
    public void event(ServiceEvent event) {
        // Others look at these.
    }

    @Override
    public void persist(LeaseChange change, long token) {
        DhcpEngine engine = dhcp;
        if (engine != null && token != NO_TOKEN) {
            engine.persisted(token, now);
        }
    }

    @Override
    public void forward(long token, Resolver resolver, boolean tcp, ByteBuffer query) {
        throw new AssertionError("there is no resolver");
    }

    @Override
    public void abandon(long token) {
        throw new AssertionError("there is no resolver");
    }
}
