package dev.hayabashi.services.dhcp;

import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.services.limit.TokenBucket;
import dev.hayabashi.services.spi.ServiceEvent;
import dev.hayabashi.services.spi.ServiceHost;
import dev.hayabashi.services.spi.ServicePort;
import dev.hayabashi.services.spi.Verdict;
import dev.hayabashi.services.wire.Ipv4;
import dev.hayabashi.services.wire.Octets;
import dev.hayabashi.services.wire.UdpPacket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The DHCPv4 server (RFC 2131) of one bridge. Takes messages as they come in by a port, sends the answers out of the same
 * port. See the package for how it works.
 *
 * <p>Not thread-safe: one owner, the bridge's event loop. {@code nowNanos} is monotonic, {@code wallMillis} is wall time
 * since 1970 and is only written down, never compared while the server runs.
 */
public final class DhcpEngine {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private static final int MAX_CLIENT_ID_BYTES = 255;

    private final ServerState state;
    private final ClientMessages messages;
    private final DhcpGuard guard;
    private final Map<Integer, TokenBucket> buckets = new HashMap<>();
    // Ports that are gone, with the time at which their leases go too.
    private final Map<String, Long> removedPorts = new HashMap<>();

    public DhcpEngine(DhcpSettings settings, ServiceHost host, LeaseJournal journal) {
        state = new ServerState(settings, host, journal);
        messages = new ClientMessages(state);
        guard = new DhcpGuard(state);
    }

    /** Puts other settings into force. All leases stay; clients see the new settings when they renew. */
    public void reconfigure(DhcpSettings settings) {
        state.settings(settings);
        buckets.clear();
    }

    /** Takes over what the lease log says, before the first message. */
    public void restore(List<LeaseChange> changes, long nowNanos, long wallMillis) {
        new LeaseRestorer(state).restore(changes, nowNanos, wallMillis);
        messages.committer().followClock(nowNanos, wallMillis);
    }

    /** A port appeared, perhaps again: its leases are kept. */
    public void portAdded(ServicePort port) {
        removedPorts.remove(port.name());
    }

    /** A port is gone; its leases are freed after the grace time unless it comes back under the same name. */
    public void portRemoved(ServicePort port, long nowNanos) {
        buckets.remove(port.number());
        state.sightings.forgetPort(port.number());
        removedPorts.put(port.name(), nowNanos + state.settings().times().portGraceSeconds() * NANOS_PER_SECOND);
    }

    /** A client's message: UDP to port 67. */
    public Verdict receive(UdpPacket packet, ServicePort port, long nowNanos, long wallMillis) {
        DhcpSettings settings = state.settings();
        int destination = packet.destination();
        boolean broadcast = destination == Ipv4.BROADCAST
                || destination == settings.subnets().get(0).prefix().broadcast();
        if (!port.dhcpService() || (!broadcast && destination != settings.serverAddress())) {
            return Verdict.PASS;
        }
        handle(packet, port, nowNanos, wallMillis);
        return broadcast && settings.relayRequests() ? Verdict.PASS : Verdict.CONSUMED;
    }

    /** What only a server sends: UDP to port 68, or from port 67. */
    public Verdict receiveFromServer(UdpPacket packet, ServicePort port, long nowNanos) {
        return guard.receive(packet, port, nowNanos);
    }

    private void handle(UdpPacket packet, ServicePort port, long nowNanos, long wallMillis) {
        state.expire(nowNanos);
        messages.committer().followClock(nowNanos, wallMillis);
        TokenBucket bucket = buckets.computeIfAbsent(port.number(), number -> newBucket(nowNanos));
        if (!port.trusted() && !bucket.tryTake(nowNanos)) {
            state.refuse(Refusal.RATE_LIMITED);
            state.gated(
                    "rate " + port.name(),
                    nowNanos,
                    suppressed -> new ServiceEvent.RateLimited("DHCP", port.name(), suppressed));
            return;
        }
        DhcpMessage message = DhcpParser.parse(packet.memory(), packet.payloadOffset(), packet.payloadLength());
        MessageType type = message == null ? null : message.type();
        if (message == null || type == null || message.op() != DhcpMessage.BOOTREQUEST || type.isFromServer()) {
            state.refuse(Refusal.MALFORMED);
            return;
        }
        state.counters.received(type);
        Exchange exchange = exchange(packet, port, message, nowNanos);
        if (exchange != null) {
            state.host.dhcpMessage(port.number(), type.name(), message.chaddr(), 0);
            dispatch(type, exchange, nowNanos, wallMillis);
        }
    }

    private TokenBucket newBucket(long nowNanos) {
        DhcpLimits limits = state.settings().limits();
        return new TokenBucket(limits.messagesPerSecond(), limits.burst(), nowNanos);
    }

    private void dispatch(MessageType type, Exchange exchange, long nowNanos, long wallMillis) {
        int server = exchange.options().address(OptionCode.SERVER_IDENTIFIER);
        boolean toOther = server != 0 && server != state.settings().serverAddress();
        switch (type) {
            case DISCOVER -> messages.discover(exchange, nowNanos, wallMillis);
            case REQUEST -> messages.request(exchange, nowNanos, wallMillis);
            case DECLINE, RELEASE -> {
                if (toOther) {
                    state.refuse(Refusal.OTHER_SERVER);
                } else if (type == MessageType.DECLINE) {
                    messages.decline(exchange, nowNanos, wallMillis);
                } else {
                    messages.release(exchange, nowNanos, wallMillis);
                }
            }
            case INFORM -> messages.inform(exchange);
            default -> throw new AssertionError(type);
        }
    }

    private @Nullable Exchange exchange(UdpPacket packet, ServicePort port, DhcpMessage message, long nowNanos) {
        Refusal refusal = refusalOf(packet, message);
        if (refusal != null) {
            state.refuse(refusal);
            return null;
        }
        int subnetIndex = message.isRelayed() ? state.subnetIndexOf(Exchange.linkAddressOf(message)) : 0;
        if (subnetIndex < 0 || (message.isRelayed() && !port.trusted())) {
            refuseRelay(message, port, nowNanos);
            return null;
        }
        DhcpSettings settings = state.settings();
        String clientId = Octets.hex(message.options().bytes(OptionCode.CLIENT_IDENTIFIER));
        String circuitId = message.isRelayed() ? Exchange.circuitIdOf(message) : "";
        return new Exchange(
                message,
                port,
                packet.sourceMac(),
                packet.source(),
                subnetIndex,
                settings.subnets().get(subnetIndex),
                ClientKey.of(settings.identity(), subnetIndex, message.chaddr(), clientId, circuitId, port.name()),
                clientId,
                circuitId,
                state.reservations().find(clientId, message.chaddr(), port.name()));
    }

    private @Nullable Refusal refusalOf(UdpPacket packet, DhcpMessage message) {
        boolean ethernet = message.hardwareType() == DhcpMessage.ETHERNET
                && message.hardwareLength() == DhcpMessage.ETHERNET_ADDRESS_BYTES;
        // Longer than any client's, and more than the lease log has room for.
        if (message.options().bytes(OptionCode.CLIENT_IDENTIFIER).length > MAX_CLIENT_ID_BYTES) {
            return Refusal.MALFORMED;
        }
        if (!ethernet || message.chaddr() == 0 || MacAddress.isGroup(message.chaddr())) {
            return Refusal.BAD_HARDWARE_ADDRESS;
        }
        boolean checked = state.settings().checkHardwareAddress() && !message.isRelayed();
        return checked && message.chaddr() != packet.sourceMac() ? Refusal.HARDWARE_ADDRESS_MISMATCH : null;
    }

    private void refuseRelay(DhcpMessage message, ServicePort port, long nowNanos) {
        state.refuse(Refusal.RELAY_REFUSED);
        String reason = port.trusted()
                ? "no subnet is configured that has it"
                : "the port is not trusted, so a relay behind it is not believed";
        state.gated(
                "relay " + message.giaddr(),
                nowNanos,
                suppressed -> new ServiceEvent.RelayRefused(message.giaddr(), port.name(), reason, suppressed));
    }

    /** The lease change with this token is on disk. */
    public void persisted(long token, long nowNanos) {
        messages.committer().persisted(token, nowNanos);
    }

    /** The lease change with this token could not be written; {@code reason} says why, for the operator. */
    public void persistFailed(long token, String reason) {
        messages.committer().persistFailed(token, reason);
    }

    /** Somebody uses an IPv4 address: the sender of an ARP packet that was seen on the segment. Allocates nothing. */
    public void arpSeen(int address, long mac, ServicePort port, long nowNanos) {
        if (address == 0 || !state.settings().subnets().get(0).prefix().contains(address)) {
            return;
        }
        if (state.sightings.note(address, mac, port.number(), nowNanos)) {
            checkForConflict(address, mac, port, nowNanos);
        }
    }

    private void checkForConflict(int address, long mac, ServicePort port, long nowNanos) {
        Binding binding = state.table.at(address);
        if (binding == null || !binding.isBound() || binding.lease.mac() == mac) {
            return;
        }
        boolean samePort = state.settings().identity() == Identity.PORT
                && binding.lease.port().equals(port.name());
        if (!samePort) {
            long leasedTo = binding.lease.mac();
            state.gated(
                    "conflict " + address,
                    nowNanos,
                    suppressed -> new ServiceEvent.AddressConflict(address, leasedTo, mac, port.name(), suppressed));
        }
    }

    /** Once a second or so: ends what is over. */
    public void tick(long nowNanos, long wallMillis) {
        state.expire(nowNanos);
        messages.committer().followClock(nowNanos, wallMillis);
        if (removedPorts.isEmpty()) {
            return;
        }
        List<String> gone = new ArrayList<>();
        removedPorts.forEach((name, deadline) -> {
            if (deadline <= nowNanos) {
                gone.add(name);
            }
        });
        for (String name : gone) {
            removedPorts.remove(name);
            for (Binding binding : state.table.all()) {
                if (binding.isBound() && binding.lease.port().equals(name)) {
                    messages.free(binding, "its port was removed", nowNanos, wallMillis);
                }
            }
        }
    }

    /** Ends a lease by an operator's order; true when there was one. */
    public boolean free(int address, long nowNanos, long wallMillis) {
        Binding binding = state.table.at(address);
        if (binding == null || !binding.isBound()) {
            return false;
        }
        messages.free(binding, "freed by the operator", nowNanos, wallMillis);
        return true;
    }

    /** Active leases by address. One whose ACK still waits for the disk is among them. */
    public List<Lease> leases() {
        List<Lease> active = new ArrayList<>();
        for (Binding binding : state.table.all()) {
            if (binding.isBound()) {
                active.add(binding.lease);
            }
        }
        return active;
    }

    /** How many addresses are in which state; costs nothing that grows with the leases. */
    public LeaseCounts leaseCounts() {
        return new LeaseCounts(
                state.table.boundCount(), state.offers.size(), state.table.quarantinedCount(), state.freeInPools());
    }

    /** The shortest log that says the same as now: what a compacted lease log has in it. */
    public List<LeaseChange> snapshot(long nowNanos, long wallMillis) {
        return LeaseRestorer.snapshot(state.table, nowNanos, wallMillis);
    }

    /** The address of the active lease or reservation with that name (one label, lower case), 0 for none. */
    public int addressOf(String hostName) {
        Binding binding = state.table.named(hostName);
        if (binding != null) {
            return binding.address;
        }
        Reservation reservation = state.reservations().named(hostName);
        return reservation == null ? 0 : reservation.address();
    }

    /** The name of the active lease or reservation with that address. */
    public Optional<String> nameOf(int address) {
        Binding binding = state.table.at(address);
        if (binding != null && binding.isBound()) {
            return Optional.ofNullable(binding.lease.hostName());
        }
        Reservation reservation = state.reservations().at(address);
        return Optional.ofNullable(reservation == null ? null : reservation.hostName());
    }

    /** ACKs that wait for the disk. */
    public int pendingAcks() {
        return messages.committer().pendingCount();
    }

    public DhcpCounters counters() {
        return state.counters;
    }

    public DhcpSettings settings() {
        return state.settings();
    }
}
