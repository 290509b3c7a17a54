package dev.hayabashi.fuzz;

import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.fuzz.DhcpClients.Client;
import dev.hayabashi.services.BridgeServices;
import dev.hayabashi.services.dhcp.AddressRange;
import dev.hayabashi.services.dhcp.DhcpEngine;
import dev.hayabashi.services.dhcp.DhcpLimits;
import dev.hayabashi.services.dhcp.DhcpSettings;
import dev.hayabashi.services.dhcp.DhcpSubnet;
import dev.hayabashi.services.dhcp.DhcpTimes;
import dev.hayabashi.services.dhcp.Identity;
import dev.hayabashi.services.dhcp.Lease;
import dev.hayabashi.services.dhcp.LeaseChange;
import dev.hayabashi.services.dhcp.LeaseJournal;
import dev.hayabashi.services.dhcp.LeaseLog;
import dev.hayabashi.services.dhcp.Reservation;
import dev.hayabashi.services.spi.ServiceEvent;
import dev.hayabashi.services.spi.ServiceHost;
import dev.hayabashi.services.spi.ServicePort;
import dev.hayabashi.services.wire.Ipv4Prefix;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Eight clients, six addresses, a disk that is slow or fails, and a server that dies: an address that a client was acknowledged
 * is nobody else's while it may use it, was on disk before, and is still leased to it after a restart from the log.
 *
 * <p>Input: an octet of settings, then steps: an octet, the client in its low three bits and the kind of step above, then what
 * that kind takes.
 */
public final class DhcpFuzz implements ServiceHost, LeaseJournal {
    private static final long SECOND = DhcpClients.SECOND;
    private static final int MAX_STEPS = 200;
    private static final int FIRST = 10;
    private static final int LAST = 15;
    private static final int LEASE_SECONDS = 300;

    private record Write(LeaseChange change, long token) {}

    private record Sent(int port, byte[] frame) {}

    private final DhcpClients clients;
    private final Identity identity;
    private final BridgeServices services = new BridgeServices(this);
    private final List<Sent> sent = new ArrayList<>();
    private final List<LeaseChange> disk = new ArrayList<>();
    private final Deque<Write> writes = new ArrayDeque<>();
    private DhcpEngine engine;
    private boolean slow;
    private boolean lossy;
    private long now = 5 * SECOND;
    private long wallMillis = 1_800_000_000_000L;

    private DhcpFuzz(int flags) {
        identity = (flags & 1) == 0 ? Identity.MAC : Identity.CLIENT_ID;
        clients = new DhcpClients(identity == Identity.CLIENT_ID);
        slow = (flags & 2) != 0;
        engine = new DhcpEngine(settings(0), this, this);
        services.dhcp(engine);
        for (int port = 1; port <= 4; port++) {
            services.portAdded(ServicePort.guest(port, "vm" + port));
        }
    }

    /** @param shift by how many addresses the pool has moved */
    private DhcpSettings settings(int shift) {
        DhcpSubnet subnet = new DhcpSubnet(
                new Ipv4Prefix(DhcpClients.NETWORK, 24),
                DhcpClients.GATEWAY,
                List.of(new AddressRange(address(FIRST + shift), address(LAST + shift))),
                List.of());
        return DhcpSettings.builder(DhcpClients.GATEWAY_MAC, DhcpClients.GATEWAY, subnet)
                .identity(identity)
                .domain("lab")
                .reservations(List.of(
                        // One in the pool, so that another may have it already; one outside.
                        Reservation.ofMac(clients.all.get(6).mac, address(12), "six"),
                        Reservation.ofMac(clients.all.get(7).mac, address(40), "seven")))
                .times(new DhcpTimes(LEASE_SECONDS, 0, 0, 20, 60, 15))
                .limits(new DhcpLimits(100_000, 100_000, 5, 20))
                .build();
    }

    private static int address(int host) {
        return DhcpClients.NETWORK + host;
    }

    public static void fuzzerTestOneInput(byte[] input) {
        Check.bounded(input.length, () -> {
            Input in = new Input(input);
            DhcpFuzz world = new DhcpFuzz(in.u8());
            for (int step = 0; step < MAX_STEPS && in.remaining() > 0; step++) {
                world.step(in);
                world.deliver();
                world.invariants();
            }
            world.restart();
            world.invariants();
        });
    }

    private void step(Input in) {
        int kind = in.u8();
        Client client = clients.all.get(kind & 7);
        switch (kind >> 3) {
            case 0, 1, 2, 3 -> discover(client, in.u8(), false);
            case 4 -> discover(client, in.u8(), true);
            case 5, 6, 7, 8 -> select(client, in);
            case 9, 10, 11 -> renew(client, in);
            case 12, 13 -> reboot(client, in);
            case 14 -> giveUp(client, DhcpClients.RELEASE, in.u8());
            case 15 -> giveUp(client, DhcpClients.DECLINE, in.u8());
            case 16 -> send(client, DhcpClients.INFORM, address(in.u8()), 0, 0, in.take(in.u8()));
            case 17 -> client.forgets();
            case 18 -> pass(in.u8());
            case 19 -> pass(LEASE_SECONDS - 2 + in.below(4));
            case 20 -> sync();
            case 21 -> fail();
            case 22 -> {
                slow = !slow;
                sync();
            }
            case 23, 24 -> restart();
            case 25 -> removePort(client.port, in.below(30));
            case 26 -> arp(client, address(in.u8()));
            case 27 -> forged(client, in);
            case 28 -> lossy = !lossy;
            case 29 -> clockJumps(in.u16() - 32_768);
            case 30 -> engine.reconfigure(settings(in.below(4)));
            default -> damagedLog(in);
        }
    }

    private void discover(Client client, int wanted, boolean rapid) {
        client.forgets();
        int requested = wanted == 0 ? 0 : address(5 + wanted % 40);
        send(client, DhcpClients.DISCOVER, 0, requested, 0, rapid ? new byte[] {80, 0} : new byte[0]);
    }

    private void select(Client client, Input in) {
        int offered = client.offered != 0 ? client.offered : address(in.u8());
        client.address = 0;
        send(client, DhcpClients.REQUEST, 0, offered, DhcpClients.GATEWAY, new byte[0]);
    }

    private void renew(Client client, Input in) {
        if (client.uses(client.address, now)) {
            send(client, DhcpClients.REQUEST, client.address, 0, 0, new byte[0]);
        } else {
            client.forgets();
            send(client, DhcpClients.REQUEST, address(in.u8()), 0, 0, new byte[0]);
        }
    }

    private void reboot(Client client, Input in) {
        if (client.uses(client.address, now)) {
            send(client, DhcpClients.REQUEST, 0, client.address, 0, new byte[0]);
        } else {
            client.forgets();
            send(client, DhcpClients.REQUEST, 0, address(in.u8()), 0, new byte[0]);
        }
    }

    /** Its own address, or one that is not its own. */
    private void giveUp(Client client, int type, int host) {
        int address = host < 128 && client.address != 0 ? client.address : address(host);
        int ciaddr = type == DhcpClients.RELEASE ? address : 0;
        int requested = type == DhcpClients.RELEASE ? 0 : address;
        if (client.address == address) {
            client.forgets();
        }
        byte[] frame = clients.frame(client, client.mac, type, ciaddr, requested, DhcpClients.GATEWAY, new byte[0]);
        receive(client.port, frame);
    }

    /** Another client's hardware address in the message, the sender's own on the frame: nothing comes of it. */
    private void forged(Client client, Input in) {
        Client victim = clients.all.get(in.below(DhcpClients.COUNT));
        if (victim == client) {
            return;
        }
        Set<String> before = leases();
        deliver();
        receive(
                client.port,
                clients.frame(client, victim.mac, 1 + in.below(8), address(in.u8()), address(in.u8()), 0, new byte[0]));
        Check.that(sent.isEmpty(), () -> "a reply to a forged message");
        Check.same(leases(), before, () -> "leases after a forged message");
    }

    private Set<String> leases() {
        Set<String> leases = new TreeSet<>();
        engine.leases().forEach(lease -> leases.add(lease.address() + " " + lease.mac()));
        return leases;
    }

    private void send(Client client, int type, int ciaddr, int requested, int server, byte[] more) {
        receive(client.port, clients.message(client, type, ciaddr, requested, server, more, now));
    }

    private void arp(Client client, int address) {
        byte[] packet = new byte[42];
        Sound.put48(packet, 0, -1L >>> 16);
        Sound.put48(packet, 6, client.mac);
        System.arraycopy(new byte[] {8, 6, 0, 1, 8, 0, 6, 4, 0, 1}, 0, packet, 12, 10);
        Sound.put48(packet, 22, client.mac);
        Sound.put32(packet, 28, address);
        receive(client.port, packet);
    }

    private void receive(int port, byte[] ethernet) {
        ByteBuffer memory = ByteBuffer.allocate(Frame.VNET_HEADER_BYTES + ethernet.length);
        memory.put(Frame.VNET_HEADER_BYTES, ethernet);
        Frame frame = new Frame(memory, 0);
        frame.received(memory.capacity());
        services.receive(frame, port, now, wallMillis);
    }

    private void pass(int seconds) {
        now += seconds * SECOND;
        wallMillis += seconds * 1000L;
        services.tick(now, wallMillis);
    }

    /** Steps of less than ten seconds are followed silently, as the server says of itself; those are no jumps. */
    private void clockJumps(int tenths) {
        wallMillis += tenths * 100L + (tenths < 0 ? -20_000 : 20_000);
        pass(0);
        sync();
    }

    private void removePort(int port, int seconds) {
        services.portRemoved(port, now);
        clients.all.stream().filter(client -> client.port == port).forEach(Client::forgets);
        pass(seconds);
        services.portAdded(ServicePort.guest(port, "vm" + port));
    }

    private void sync() {
        while (!writes.isEmpty()) {
            Write write = writes.remove();
            disk.add(write.change());
            if (write.token() != NO_TOKEN) {
                engine.persisted(write.token(), now);
            }
        }
    }

    private void fail() {
        while (!writes.isEmpty()) {
            engine.persistFailed(writes.remove().token(), "ENOSPC");
        }
    }

    /** Only what was on disk remains, and that through the codec. */
    private void restart() {
        writes.clear();
        byte[] log = LeaseLog.encodeAll(disk);
        LeaseLog.Contents contents = LeaseLog.decode(log);
        Check.that(contents.isIntact(), () -> "a log that was just written is damaged");
        Check.same(contents.changes(), disk, () -> "decode(encode(log))");
        engine = new DhcpEngine(settings(0), this, this);
        engine.restore(contents.changes(), now, wallMillis);
        services.dhcp(engine);
        List<LeaseChange> snapshot = engine.snapshot(now, wallMillis);
        Check.same(LeaseLog.decode(LeaseLog.encodeAll(snapshot)).changes(), snapshot, () -> "decode(encode(snapshot))");
        disk.clear();
        disk.addAll(snapshot);
    }

    /** Octets of the log that a bad disk has changed: what is whole is read, what is not is never believed. */
    private void damagedLog(Input in) {
        byte[] log = LeaseLog.encodeAll(disk);
        byte[] damaged = log.clone();
        for (int i = in.below(4); i >= 0; i--) {
            damaged[in.u16() % damaged.length] ^= (byte) in.u8();
        }
        damaged = Arrays.copyOf(damaged, damaged.length - in.u8() % damaged.length);
        LeaseLog.Contents contents;
        try {
            contents = LeaseLog.decode(damaged);
        } catch (LeaseLog.UnknownFormatException e) {
            boolean header = !Arrays.equals(
                    Arrays.copyOf(damaged, LeaseLog.HEADER_BYTES), Arrays.copyOf(log, LeaseLog.HEADER_BYTES));
            Check.that(header, () -> "an unknown format behind a good header");
            return;
        }
        int octets = damaged.length;
        Check.same(
                contents.validBytes() + contents.tornBytes(),
                octets,
                () -> "octets of a damaged log that are accounted for");
        Check.that(disk.containsAll(contents.changes()), () -> "a lease that nobody has written");
    }

    private void deliver() {
        for (Sent each : sent) {
            clients.take(each.port(), each.frame(), lossy);
        }
        sent.clear();
    }

    private void durable(DhcpReply ack) {
        LeaseChange last = null;
        for (LeaseChange change : disk) {
            last = change.address() == ack.yiaddr() ? change : last;
        }
        boolean written =
                last instanceof LeaseChange.Bound bound && bound.lease().mac() == ack.chaddr();
        LeaseChange said = last;
        Check.that(written, () -> "an ACK before its lease was on disk, which says " + said);
    }

    private void invariants() {
        clients.check(now);
        Map<Integer, Lease> byAddress = new HashMap<>();
        for (Lease lease : engine.leases()) {
            Check.that(
                    byAddress.put(lease.address(), lease) == null,
                    () -> "two leases of one address: " + lease.address());
        }
        for (Client client : clients.all) {
            if (client.uses(client.address, now)) {
                Lease lease = byAddress.get(client.address);
                Check.that(
                        lease != null && lease.mac() == client.mac,
                        () -> "client " + client.number + " may use 192.168.122." + (client.address & 0xff)
                                + " and the server has leased it to " + lease);
            }
        }
        Check.that(engine.pendingAcks() <= 20, () -> "ACKs that wait: " + engine.pendingAcks());
        Check.that(engine.leaseCounts().poolFree() >= 0, () -> "free addresses: " + engine.leaseCounts());
    }

    @Override
    public void send(int portNumber, ByteBuffer message) {
        byte[] frame = new byte[message.remaining()];
        message.get(frame);
        sent.add(new Sent(portNumber, frame));
        DhcpReply reply = DhcpReply.read(frame);
        if (reply.type() == DhcpClients.ACK && reply.yiaddr() != 0) {
            durable(reply);
        }
    }

    @Override
    public void flood(ByteBuffer message) {
        Check.that(false, () -> "a DHCP server has nothing for everybody");
    }

    @Override
    public void event(ServiceEvent event) {
        Check.that(!event.message().isBlank(), () -> "an event without words");
    }

    @Override
    public void persist(LeaseChange change, long token) {
        writes.add(new Write(change, token));
        if (!slow) {
            sync();
        }
    }
}
