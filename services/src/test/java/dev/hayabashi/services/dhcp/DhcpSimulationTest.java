package dev.hayabashi.services.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.services.spi.ServicePort;
import dev.hayabashi.services.wire.Ipv4;
import dev.hayabashi.services.wire.UdpPacket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many clients on a bad network with a bad disk and a bad clock. Whatever happens: an address that a client was
 * acknowledged is nobody else's until it gives it up or the time is over, it is from the pool, and it was on disk before.
 */
class DhcpSimulationTest {
    private static final int CLIENTS = 40;
    private static final int STEPS = 6000;
    private static final int LEASE_SECONDS = 300;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void noAddressIsEverTwoClients(long seed) {
        System.out.println("DhcpSimulationTest seed " + seed);
        new World(seed).run();
    }

    /** A client as RFC 2131 figure 5 has it, as far as this needs it. */
    private static final class Client {
        private final long mac;
        private final int port;
        private int xid;
        private int offered;
        // What it was acknowledged, and until when it may use it.
        private int address;
        private long untilNanos;

        private Client(long mac, int port) {
            this.mac = mac;
            this.port = port;
        }
    }

    private static final class World {
        private final Random random;
        private final long seed;
        private final DhcpSettings settings;
        private final DhcpLab lab;
        private final List<Client> clients = new ArrayList<>();
        private final Map<Integer, Client> byXid = new HashMap<>();
        private final Deque<byte[]> network = new ArrayDeque<>();
        private final Map<Integer, Long> askedNanos = new HashMap<>();
        private int acks;
        private int sameAddressAgain;

        World(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            DhcpSubnet subnet = DhcpLab.subnet("192.168.122.10-192.168.122.45");
            settings = DhcpSettings.builder(DhcpLab.GATEWAY_MAC, DhcpLab.GATEWAY, subnet)
                    .times(new DhcpTimes(LEASE_SECONDS, 0, 0, 20, 60, 15))
                    .limits(new DhcpLimits(100_000, 100_000, 12, 20))
                    .build();
            lab = new DhcpLab(settings);
            lab.diskIsSlow = true;
            for (int port = 1; port <= 6; port++) {
                lab.services.portAdded(ServicePort.guest(port, "vm" + port));
            }
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new Client(0x0200_0000_0000L + i, 1 + i % 6));
            }
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                step();
                deliver();
                check();
            }
            assertThat(acks).as("seed %d: the network works at all", seed).isGreaterThan(200);
            assertThat(sameAddressAgain)
                    .as("seed %d: clients find their address again", seed)
                    .isGreaterThan(50);
        }

        private void step() {
            Client client = clients.get(random.nextInt(CLIENTS));
            int dice = random.nextInt(100);
            if (dice < 60) {
                act(client);
            } else if (dice < 80) {
                lab.sync();
            } else if (dice < 82) {
                lab.failWrites();
            } else if (dice < 83) {
                lab.crash(settings);
            } else if (dice < 84) {
                // The clock jumps while the daemon runs: it sees that at the next tick and corrects the log.
                lab.wallMillis += random.nextInt(2_000_000) - 1_000_000;
                lab.advance(0);
                lab.sync();
            } else if (dice < 85) {
                removePort(1 + random.nextInt(6));
            } else {
                lab.advance(random.nextInt(12));
            }
        }

        private void removePort(int port) {
            lab.services.portRemoved(port, lab.nowNanos);
            // The guests behind it are gone with it.
            clients.stream().filter(c -> c.port == port).forEach(c -> {
                c.address = 0;
                c.offered = 0;
                byXid.remove(c.xid);
            });
            if (random.nextBoolean()) {
                lab.advance(20);
            }
            lab.services.portAdded(ServicePort.guest(port, "vm" + port));
        }

        private void act(Client client) {
            boolean holds = client.address != 0 && lab.nowNanos < client.untilNanos;
            int dice = random.nextInt(20);
            if (!holds) {
                boolean select = client.offered != 0 && dice < 15;
                send(client, select ? selectOf(client) : discoverOf(client, dice));
            } else if (dice < 12) {
                send(client, fresh(client, MessageType.REQUEST).ciaddr(Ipv4.format(client.address)));
            } else if (dice < 14) {
                send(client, fresh(client, MessageType.REQUEST).address(50, Ipv4.format(client.address)));
            } else if (dice < 16) {
                send(client, fresh(client, MessageType.RELEASE).ciaddr(Ipv4.format(client.address)));
                client.address = 0;
                byXid.remove(client.xid);
            } else if (dice < 17) {
                send(client, fresh(client, MessageType.DECLINE).address(50, Ipv4.format(client.address)));
                client.address = 0;
                byXid.remove(client.xid);
            } else {
                // It starts anew and has forgotten everything.
                client.address = 0;
                client.offered = 0;
                send(client, fresh(client, MessageType.DISCOVER));
            }
        }

        private ClientFrame discoverOf(Client client, int dice) {
            client.offered = 0;
            ClientFrame frame = fresh(client, MessageType.DISCOVER);
            if (dice > 17) {
                frame.option(80);
            } else if (dice > 15) {
                frame.address(50, "192.168.122." + (5 + random.nextInt(50)));
            }
            return frame;
        }

        private ClientFrame selectOf(Client client) {
            ClientFrame frame = fresh(client, MessageType.REQUEST);
            return frame.address(50, Ipv4.format(client.offered)).address(54, "192.168.122.1");
        }

        private ClientFrame fresh(Client client, MessageType type) {
            byXid.remove(client.xid);
            client.xid = random.nextInt();
            byXid.put(client.xid, client);
            askedNanos.put(client.xid, lab.nowNanos);
            return ClientFrame.of(type, client.mac).xid(client.xid);
        }

        /** Lost one time in ten, doubled one time in ten. */
        private void send(Client client, ClientFrame frame) {
            int copies = random.nextInt(10) == 0 ? 0 : random.nextInt(10) == 0 ? 2 : 1;
            for (int i = 0; i < copies; i++) {
                lab.receive(client.port, frame.bytes());
            }
        }

        /** Replies come in order, late, doubled, or not at all. */
        private void deliver() {
            for (DhcpLab.Sent sent : lab.take()) {
                checkDurable(sent.frame());
                if (random.nextInt(10) != 0) {
                    network.add(sent.frame());
                }
                if (random.nextInt(20) == 0) {
                    network.add(sent.frame());
                }
            }
            while (!network.isEmpty() && random.nextInt(4) != 0) {
                take(network.remove());
            }
        }

        private void checkDurable(byte[] frame) {
            DhcpMessage ack = message(frame);
            if (ack.type() != MessageType.ACK) {
                return;
            }
            LeaseChange last = null;
            for (LeaseChange change : lab.disk) {
                if (change.address() == ack.yiaddr()) {
                    last = change;
                }
            }
            assertThat(last)
                    .as("seed %d: ACK of %s is on disk", seed, Ipv4.format(ack.yiaddr()))
                    .isInstanceOfSatisfying(
                            LeaseChange.Bound.class,
                            bound -> assertThat(bound.lease().mac()).isEqualTo(ack.chaddr()));
        }

        private static DhcpMessage message(byte[] frame) {
            UdpPacket udp = new UdpPacket();
            ByteBuffer memory = ByteBuffer.wrap(frame);
            assertThat(udp.wrap(memory, 0, frame.length, false)).isTrue();
            DhcpMessage message = DhcpParser.parse(memory, udp.payloadOffset(), udp.payloadLength());
            assertThat(message).isNotNull();
            return java.util.Objects.requireNonNull(message);
        }

        private void take(byte[] frame) {
            DhcpMessage reply = message(frame);
            Client client = byXid.get(reply.xid());
            if (client == null || client.mac != reply.chaddr()) {
                return;
            }
            MessageType type = reply.type();
            if (type == MessageType.OFFER) {
                client.offered = reply.yiaddr();
            } else if (type == MessageType.NAK) {
                client.address = 0;
                client.offered = 0;
            } else if (type == MessageType.ACK) {
                acks++;
                if (client.address == reply.yiaddr()) {
                    sameAddressAgain++;
                }
                client.address = reply.yiaddr();
                client.offered = 0;
                long seconds = reply.options().unsigned(OptionCode.LEASE_TIME, 0);
                long asked = askedNanos.getOrDefault(client.xid, lab.nowNanos);
                client.untilNanos = asked + seconds * DhcpLab.SECOND;
            }
        }

        private void check() {
            Map<Integer, Client> users = new HashMap<>();
            for (Client client : clients) {
                if (client.address == 0 || lab.nowNanos >= client.untilNanos) {
                    continue;
                }
                int last = client.address & 0xff;
                assertThat(last).as("seed %d: from the pool", seed).isBetween(10, 45);
                Client other = users.put(client.address, client);
                assertThat(other)
                        .as("seed %d: %s is used by two clients", seed, Ipv4.format(client.address))
                        .isNull();
            }
            List<Lease> leases = lab.engine.leases();
            assertThat(leases.stream().map(Lease::address).distinct().count())
                    .as("seed %d", seed)
                    .isEqualTo(leases.size());
        }
    }
}
