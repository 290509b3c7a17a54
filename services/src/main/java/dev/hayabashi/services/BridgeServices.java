package dev.hayabashi.services;

import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.services.dhcp.DhcpEngine;
import dev.hayabashi.services.dns.DnsEngine;
import dev.hayabashi.services.dns.DnsFrames;
import dev.hayabashi.services.dns.HostNames;
import dev.hayabashi.services.ra.RaEngine;
import dev.hayabashi.services.ra.RaGuard;
import dev.hayabashi.services.spi.ServiceHost;
import dev.hayabashi.services.spi.ServicePort;
import dev.hayabashi.services.spi.Verdict;
import dev.hayabashi.services.wire.ArpPacket;
import dev.hayabashi.services.wire.Icmpv6Packet;
import dev.hayabashi.services.wire.Traffic;
import dev.hayabashi.services.wire.TrafficFilter;
import dev.hayabashi.services.wire.UdpPacket;
import dev.hayabashi.services.wire.Wire;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The services of one bridge behind one call per frame. Each engine may be absent; the guards work without any.
 *
 * <p>Not thread-safe: one owner, the bridge's event loop.
 */
public final class BridgeServices {
    /** {@code VIRTIO_NET_HDR_F_NEEDS_CSUM} and {@code VIRTIO_NET_HDR_F_DATA_VALID}: do not look at the checksum. */
    private static final int CHECKSUM_FLAGS = 0x03;

    private static final int ETHERTYPE_PROVIDER_TAG = 0x88a8;
    private static final int MAX_TAG_BYTES = 16;

    /** Highest port number of a bridge. */
    private static final int MAX_PORT = 4095;

    private final RaGuard raGuard;
    // By number: a look-up for each ARP packet must not box an Integer.
    private final @Nullable ServicePort[] ports = new ServicePort[MAX_PORT + 1];
    private final ArpPacket arp = new ArpPacket();
    private final UdpPacket udp = new UdpPacket();
    private final Icmpv6Packet icmpv6 = new Icmpv6Packet();
    private final ServiceHost host;
    private @Nullable DhcpEngine dhcp;
    private @Nullable DnsEngine dns;
    private @Nullable DnsFrames dnsFrames;
    private @Nullable RaEngine ra;

    public BridgeServices(ServiceHost host) {
        this.host = host;
        this.raGuard = new RaGuard(host);
    }

    /** Puts a DHCP server into service, or takes it out with null. */
    public void dhcp(@Nullable DhcpEngine engine) {
        dhcp = engine;
        if (engine != null) {
            for (ServicePort port : ports) {
                if (port != null) {
                    engine.portAdded(port);
                }
            }
        }
    }

    /** Puts a DNS forwarder into service, or takes it out with null. */
    public void dns(@Nullable DnsEngine engine) {
        dns = engine;
        dnsFrames = engine == null ? null : new DnsFrames(engine, host);
    }

    /** Puts router advertisements into service, or takes them out with null. */
    public void ra(@Nullable RaEngine engine) {
        ra = engine;
    }

    /** A port appeared, or its settings changed. */
    public void portAdded(ServicePort port) {
        ports[port.number()] = port;
        if (dhcp != null) {
            dhcp.portAdded(port);
        }
    }

    /** A port is gone for good; a link that is only down is not. */
    public void portRemoved(int number, long nowNanos) {
        ServicePort port = ports[number];
        ports[number] = null;
        if (port == null) {
            return;
        }
        if (dhcp != null) {
            dhcp.portRemoved(port, nowNanos);
        }
        if (dns != null) {
            dns.portRemoved(number);
        }
        if (ra != null) {
            ra.portRemoved(number);
        }
    }

    /**
     * Looks at a frame that came in by a port. Allocates nothing when the frame is not for a service.
     *
     * @param wallMillis wall time, milliseconds since 1970: what a lease is written down with
     */
    public Verdict receive(Frame frame, int portNumber, long nowNanos, long wallMillis) {
        Traffic traffic = TrafficFilter.classify(frame);
        if (traffic == Traffic.OTHER) {
            return isTagged(frame) ? guard(frame, portNumber) : Verdict.PASS;
        }
        return sorted(traffic, frame, portNumber, nowNanos, wallMillis);
    }

    /** False when {@link #receive} and {@link #guard} let the frame pass, whatever they know. Looks at the frame alone. */
    public static boolean mayConcern(Frame frame) {
        return TrafficFilter.classify(frame) != Traffic.OTHER || isTagged(frame);
    }

    private static boolean isTagged(Frame frame) {
        return frame.length() >= Wire.ETHERNET_HEADER_BYTES && isTag(frame.etherType());
    }

    private static boolean isTag(int etherType) {
        return etherType == Frame.ETHERTYPE_VLAN || etherType == ETHERTYPE_PROVIDER_TAG;
    }

    /**
     * Looks at a frame with the eyes of the guards only, and through its VLAN tags: a guest takes a priority-tagged frame like an
     * untagged one, and a VLAN that no service is in has guests too.
     */
    public Verdict guard(Frame frame, int portNumber) {
        ServicePort port = ports[portNumber];
        if (port == null || (!port.dhcpGuard() && !port.raGuard())) {
            return Verdict.PASS;
        }
        int tagBytes = 0;
        int type = frame.etherType();
        while (isTag(type) && tagBytes < MAX_TAG_BYTES && frame.length() >= tagBytes + 18) {
            tagBytes += 4;
            type = frame.unsignedShort(12 + tagBytes);
        }
        int at = frame.start() + Frame.VNET_HEADER_BYTES + tagBytes;
        return switch (TrafficFilter.classify(frame.memory(), at, frame.length() - tagBytes)) {
            case DHCP_TO_CLIENT -> port.dhcpGuard() ? Verdict.DROP_DHCP_GUARD : Verdict.PASS;
            case ROUTER_ADVERTISEMENT, DHCPV6_TO_CLIENT -> port.raGuard() ? Verdict.DROP_RA_GUARD : Verdict.PASS;
            default -> Verdict.PASS;
        };
    }

    private Verdict sorted(Traffic traffic, Frame frame, int portNumber, long nowNanos, long wallMillis) {
        ServicePort port = ports[portNumber];
        if (port == null) {
            return Verdict.PASS;
        }
        return switch (traffic) {
            case OTHER -> Verdict.PASS;
            case ARP -> arp(frame, port, nowNanos);
            case DHCP_TO_SERVER ->
                dhcp != null && wrapUdp(frame) ? dhcp.receive(udp, port, nowNanos, wallMillis) : Verdict.PASS;
            case DHCP_TO_CLIENT -> fromDhcpServer(frame, port, nowNanos);
            case DNS_OVER_IPV4, DNS_OVER_IPV6 ->
                dnsFrames != null && wrapUdp(frame) ? dnsFrames.receive(udp, port, nowNanos) : Verdict.PASS;
            case ROUTER_SOLICITATION ->
                ra != null && wrapIcmpv6(frame) ? ra.solicited(icmpv6, port, nowNanos) : Verdict.PASS;
            case ROUTER_ADVERTISEMENT, DHCPV6_TO_CLIENT -> raGuard.receive(frame, port, nowNanos);
        };
    }

    private Verdict arp(Frame frame, ServicePort port, long nowNanos) {
        int ethernet = frame.start() + Frame.VNET_HEADER_BYTES;
        if (dhcp != null && arp.wrap(frame.memory(), ethernet, frame.length())) {
            long mac = arp.senderHardwareAddress();
            if (!MacAddress.isGroup(mac)) {
                dhcp.arpSeen(arp.senderAddress(), mac, port, nowNanos);
            }
        }
        return Verdict.PASS;
    }

    /** Dropped from a guarded port even when it is broken: a client may read what we do not. */
    private Verdict fromDhcpServer(Frame frame, ServicePort port, long nowNanos) {
        if (dhcp == null || !wrapUdp(frame)) {
            return port.dhcpGuard() ? Verdict.DROP_DHCP_GUARD : Verdict.PASS;
        }
        return dhcp.receiveFromServer(udp, port, nowNanos);
    }

    private boolean wrapUdp(Frame frame) {
        return udp.wrap(frame.memory(), frame.start() + Frame.VNET_HEADER_BYTES, frame.length(), isPartial(frame));
    }

    private boolean wrapIcmpv6(Frame frame) {
        return icmpv6.wrap(frame.memory(), frame.start() + Frame.VNET_HEADER_BYTES, frame.length(), isPartial(frame));
    }

    private static boolean isPartial(Frame frame) {
        return (frame.memory().get(frame.start()) & CHECKSUM_FLAGS) != 0;
    }

    /** Ten times a second or so: time-outs of leases, resolvers and advertisements. */
    public void tick(long nowNanos, long wallMillis) {
        if (dhcp != null) {
            dhcp.tick(nowNanos, wallMillis);
        }
        if (dns != null) {
            dns.tick(nowNanos);
        }
        if (ra != null) {
            ra.tick(nowNanos);
        }
    }

    /** Names of leases and reservations of a DHCP server, as the DNS forwarder asks for them. */
    public static HostNames namesOf(DhcpEngine dhcp) {
        return new HostNames() {
            @Override
            public int addressOf(String hostName) {
                return dhcp.addressOf(hostName);
            }

            @Override
            public Optional<String> nameOf(int address) {
                return dhcp.nameOf(address);
            }
        };
    }

    /** Frames that the guard against routers has dropped. */
    public long raGuardDrops() {
        return raGuard.droppedCount();
    }
}
