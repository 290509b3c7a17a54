package dev.hayabashi.fuzz;

import static dev.hayabashi.fuzz.Octets.u16;
import static dev.hayabashi.fuzz.Octets.u48;
import static dev.hayabashi.fuzz.Octets.u8;

import dev.hayabashi.bridgecore.Frame;
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
import dev.hayabashi.services.spi.Verdict;
import dev.hayabashi.services.wire.Ipv4Prefix;
import dev.hayabashi.services.wire.Ipv6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Frames of a guest and of an uplink in front of all services: DHCP, DNS, ARP, neighbour discovery, router advertisements and
 * their guards. What leaves is sound, leaves by the port that asked and is no more than one frame for one; what only a server or
 * router sends does not get past a guard; what is for others goes on.
 *
 * <p>Input: frames, each an octet of how it comes (1: by the uplink, 2: its checksums are mended first, 4: the virtio-net header
 * says that they are still to come, 8: a tenth of a second later), a length in two octets and so many octets.
 */
public final class ServicesFuzz implements ServiceHost, LeaseJournal, DnsUpstream {
    private static final int GUEST = 1;
    private static final int UPLINK = 9;
    private static final int MAX_FRAMES = 100;
    private static final long GATEWAY_MAC = DhcpClients.GATEWAY_MAC;

    private final BridgeServices services = new BridgeServices(this);
    private final DhcpEngine dhcp;
    private final DnsEngine dns;
    private final List<Long> tokens = new ArrayList<>();
    private int asking;
    private int sent;
    private long now = 1_000_000_000L;

    private ServicesFuzz() {
        DhcpSubnet subnet = new DhcpSubnet(
                new Ipv4Prefix(DhcpClients.NETWORK, 24),
                DhcpClients.GATEWAY,
                List.of(new AddressRange(DhcpClients.NETWORK + 2, DhcpClients.NETWORK + 20)),
                List.of());
        DhcpSubnet relayed = new DhcpSubnet(
                new Ipv4Prefix(0x0a01_0000, 24),
                0x0a01_0001,
                List.of(new AddressRange(0x0a01_0002, 0x0a01_0008)),
                List.of());
        dhcp = new DhcpEngine(
                DhcpSettings.builder(GATEWAY_MAC, DhcpClients.GATEWAY, subnet)
                        .relaySubnet(relayed)
                        .domain("lab")
                        .domainSearch(List.of("lab", "example.org"))
                        .build(),
                this,
                this);
        services.dhcp(dhcp);
        DnsSettings plain = DnsSettings.of(
                GATEWAY_MAC,
                DhcpClients.GATEWAY,
                new Ipv4Prefix(DhcpClients.NETWORK, 24),
                "lab",
                List.of(new Resolver(loopback(), 53)));
        dns = new DnsEngine(
                new DnsSettings(
                        plain.gatewayMac(),
                        plain.gatewayAddress(),
                        List.of(Ipv6Address.parse("fd00:122::1"), Ipv6Address.parse("fe80::1")),
                        plain.gatewayName(),
                        plain.domain(),
                        plain.networks(),
                        Ipv6Address.parse("fd00:122::"),
                        plain.records(),
                        plain.resolvers(),
                        plain.zones(),
                        false,
                        plain.limits()),
                BridgeServices.namesOf(dhcp),
                this);
        services.dns(dns);
        services.ra(new RaEngine(
                RaSettings.of(GATEWAY_MAC, Ipv6Address.parse("fd00:122::"), 1500, List.of("lab")), this, 1, now));
        services.portAdded(ServicePort.guest(GUEST, "vm1"));
        services.portAdded(ServicePort.uplink(UPLINK, "eth1"));
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    public static void fuzzerTestOneInput(byte[] input) {
        Check.bounded(input.length, () -> {
            Input in = new Input(input);
            ServicesFuzz world = new ServicesFuzz();
            for (int i = 0; i < MAX_FRAMES && in.remaining() > 0; i++) {
                int how = in.u8();
                world.receive(how, in.block());
            }
            world.later(10_000);
        });
    }

    private void later(int millis) {
        now += millis * 1_000_000L;
        asking = 0;
        sent = -100;
        services.tick(now, now / 1_000_000);
    }

    private void receive(int how, byte[] octets) {
        if ((how & 8) != 0) {
            later(100);
        }
        if ((how & 2) != 0) {
            Sound.mend(octets);
        }
        int port = (how & 1) == 0 ? GUEST : UPLINK;
        ByteBuffer memory = ByteBuffer.allocate(Frame.VNET_HEADER_BYTES + octets.length);
        memory.put(0, (byte) ((how & 4) == 0 ? 0 : 1));
        memory.put(Frame.VNET_HEADER_BYTES, octets);
        byte[] before = memory.array().clone();
        Frame frame = new Frame(memory, 0);
        frame.received(before.length);
        asking = port;
        sent = 0;
        Verdict verdict = services.receive(frame, port, now, now / 1_000_000);
        Check.same(memory.array(), before, () -> "memory that goes on to other ports");
        if (port == GUEST && isServers(octets)) {
            Check.that(
                    verdict == Verdict.DROP_DHCP_GUARD || verdict == Verdict.DROP_RA_GUARD,
                    () -> "a server behind a guest port: " + verdict + " of " + Octets.hex(octets));
        }
        if (verdict == Verdict.CONSUMED) {
            boolean forUs = octets.length >= 34 && (u48(octets, 0) == GATEWAY_MAC || isToDhcpServer(octets));
            Check.that(forUs, () -> "kept from those it was for: " + Octets.hex(octets));
        }
        if (verdict == Verdict.DROP_DHCP_GUARD || verdict == Verdict.DROP_RA_GUARD) {
            Check.that(port == GUEST, () -> "guarded against the uplink: " + Octets.hex(octets));
            Check.same(sent, 0, () -> "frames for one that was dropped");
        }
    }

    private static boolean isToDhcpServer(byte[] frame) {
        int header = (u8(frame, 14) & 15) * 4;
        return u16(frame, 12) == 0x0800
                && u8(frame, 23) == 17
                && frame.length >= 14 + header + 8
                && u16(frame, 14 + header + 2) == 67;
    }

    /** What nobody can mistake: whole, with its checksums, and from a DHCP server or a router. */
    public static boolean isServers(byte[] frame) {
        int at = 12;
        for (int tags = 0; tags < 3 && at + 6 <= frame.length; tags++) {
            int type = u16(frame, at);
            if (type != 0x8100 && type != 0x88a8) {
                break;
            }
            at += 4;
        }
        int ip = at + 2;
        if (frame.length < ip + 28) {
            return false;
        }
        if (u16(frame, at) == 0x0800) {
            int header = (u8(frame, ip) & 15) * 4;
            int end = ip + u16(frame, ip + 2);
            boolean whole = u8(frame, ip) >>> 4 == 4
                    && header >= 20
                    && end <= frame.length
                    && end >= ip + header + 8
                    && (u16(frame, ip + 6) & 0x3fff) == 0
                    && u8(frame, ip + 9) == 17;
            return whole && Sound.packet(frame, ip, end).isEmpty() && u16(frame, ip + header + 2) == 68;
        }
        if (u16(frame, at) == 0x86dd && frame.length >= ip + 56 && u8(frame, ip) >>> 4 == 6) {
            int end = ip + 40 + u16(frame, ip + 4);
            return end <= frame.length
                    && end >= ip + 56
                    && u8(frame, ip + 6) == 58
                    && u8(frame, ip + 40) == 134
                    && Sound.packet(frame, ip, end).isEmpty();
        }
        return false;
    }

    @Override
    public void send(int portNumber, ByteBuffer message) {
        byte[] frame = new byte[message.remaining()];
        message.get(frame);
        Sound.ours(frame);
        Check.same(u48(frame, 6), GATEWAY_MAC, () -> "source of what we send");
        int number = ++sent;
        Check.that(number <= 1, () -> "frames for one: " + number);
        Check.that(asking == 0 || portNumber == asking, () -> "an answer by port " + portNumber);
    }

    @Override
    public void flood(ByteBuffer message) {
        byte[] frame = new byte[message.remaining()];
        message.get(frame);
        Sound.ours(frame);
        Check.same(asking, 0, () -> "a frame to all because of one");
    }

    @Override
    public void event(ServiceEvent event) {
        Check.that(event.message().chars().noneMatch(c -> c < 0x20 || c == 0x7f), () -> "an event: " + event.message());
    }

    @Override
    public void persist(LeaseChange change, long token) {
        if (token != NO_TOKEN) {
            dhcp.persisted(token, now);
        }
    }

    @Override
    public void forward(long token, Resolver resolver, boolean tcp, ByteBuffer query) {
        tokens.add(token);
    }

    @Override
    public void abandon(long token) {
        tokens.remove(token);
    }
}
