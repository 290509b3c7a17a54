package dev.hayabashi.services.ra;

import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.services.limit.EventGate;
import dev.hayabashi.services.spi.ServiceEvent;
import dev.hayabashi.services.spi.ServiceHost;
import dev.hayabashi.services.spi.ServicePort;
import dev.hayabashi.services.spi.Verdict;
import dev.hayabashi.services.wire.Ipv6Address;
import dev.hayabashi.services.wire.Wire;

/** Drops what only routers send from ports that no router should be behind (RFC 6105, RFC 7113, RFC 7610). */
public final class RaGuard {
    private static final long EVENT_INTERVAL_NANOS = 60_000_000_000L;

    private final ServiceHost host;
    private final EventGate gate = new EventGate(EVENT_INTERVAL_NANOS);
    private long dropped;

    public RaGuard(ServiceHost host) {
        this.host = host;
    }

    /** A router advertisement, what may hide one, or a DHCPv6 reply. */
    public Verdict receive(Frame frame, ServicePort port, long nowNanos) {
        if (!port.raGuard()) {
            return Verdict.PASS;
        }
        dropped++;
        long mac = frame.source();
        long suppressed = gate.admit(port.name(), nowNanos);
        if (suppressed != EventGate.SUPPRESSED) {
            int ip = frame.start() + Frame.VNET_HEADER_BYTES + Wire.ETHERNET_HEADER_BYTES;
            Ipv6Address source = frame.length() >= Wire.ETHERNET_HEADER_BYTES + Wire.IPV6_HEADER_BYTES
                    ? Ipv6Address.read(frame.memory(), ip + 8)
                    : null;
            host.event(new ServiceEvent.RogueRouter(source, mac, port.name(), suppressed));
        }
        return Verdict.DROP_RA_GUARD;
    }

    /** Frames dropped. */
    public long droppedCount() {
        return dropped;
    }
}
