package dev.hayabashi.tapio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.PortIo;
import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.tapio.fixture.DaemonSide;
import dev.hayabashi.tapio.fixture.Frames;
import dev.hayabashi.tapio.fixture.NetNs;
import dev.hayabashi.tapio.fixture.PacketPeer;
import dev.hayabashi.tapio.fixture.Polled;
import dev.hayabashi.tapio.fixture.VmmPeer;
import dev.hayabashi.tapio.loop.FrameSink;
import dev.hayabashi.tapio.loop.IoEngine;
import dev.hayabashi.tapio.loop.LinkState;
import dev.hayabashi.tapio.tap.Owner;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Steady traffic allocates nothing on the loop's thread, whatever the kinds of port; nor does a storm of errors. */
class SteadyStateIT {
    private static final int WARM_UP_FRAMES = 30_000;
    private static final int FRAMES = 30_000;

    /**
     * What a few wake-ups and a profiler may cost; a single object per frame would be fifteen times as much. On io_uring every
     * turn of Netty's loop costs the smallest object that there is, and at this pace there are not many more frames than turns.
     */
    private static final long ALLOWED_BYTES = 32 * 1024 + (DaemonSide.ENGINE == IoEngine.EPOLL ? 0 : 16 * FRAMES);

    private DaemonSide daemon;
    private NetNs host;

    @BeforeEach
    void start() {
        daemon = new DaemonSide();
        host = daemon.namespace();
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    /** Passes every frame on and counts what became of it, without allocating. */
    private static final class Relay implements FrameSink {
        private final long[] results = new long[SendResult.values().length];
        private final @Nullable Relay feeder;
        private volatile PortIo out = frame -> SendResult.SENT;
        private volatile long received;

        Relay() {
            this(null);
        }

        /** @param feeder the relay whose frames leave by this one's port */
        Relay(@Nullable Relay feeder) {
            this.feeder = feeder;
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // Written by the loop alone.
        public void receive(Frame frame, long nowNanos) {
            results[out.send(frame).ordinal()]++;
            received++;
        }

        long refused() {
            return results[SendResult.LINK_DOWN.ordinal()];
        }

        /** A ring answers SENT and finds out later. */
        @Override
        public void sendFailed(Frame frame, SendResult result, long nowNanos) {
            if (feeder != null) {
                feeder.results[SendResult.SENT.ordinal()]--;
                feeder.results[result.ordinal()]++;
            }
        }

        @Override
        public void writable(long nowNanos) {}

        @Override
        public void linkChanged(LinkState state, long nowNanos) {}
    }

    private long loopThread() throws Exception {
        return daemon.loop()
                .eventLoop()
                .submit(() -> Thread.currentThread().getId())
                .get();
    }

    private static long allocatedBy(long thread) {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getThreadAllocatedBytes(thread);
    }

    /** Sends frames at a pace that the relay keeps up with, so that not one is lost. */
    private static void pump(Polled peer, Relay relay, byte[] frame, int count) {
        long goal = relay.received + count;
        int sent = 0;
        long before = relay.received;
        while (relay.received < goal) {
            if (sent < count && sent - (relay.received - before) < 64) {
                peer.send(frame);
                sent++;
            } else {
                Thread.onSpinWait();
            }
        }
    }

    private void assertAllocatesNothing(Relay relay, Polled peer, byte[] frame) throws Exception {
        long thread = loopThread();
        pump(peer, relay, frame, WARM_UP_FRAMES);
        long before = allocatedBy(thread);
        pump(peer, relay, frame, FRAMES);
        long bytes = allocatedBy(thread) - before;
        System.out.println(bytes + " bytes allocated for " + FRAMES + " frames of " + frame.length + " bytes");
        assertThat(bytes).isLessThan(ALLOWED_BYTES);
        assertThat(relay.results[SendResult.SENT.ordinal()]).isEqualTo(relay.received);
    }

    private Relay relayInto(OpenPort in, OpenPort out) throws Exception {
        Relay relay = new Relay();
        relay.out = out.io();
        out.attach(daemon.loop(), new Relay(relay)).get();
        in.attach(daemon.loop(), relay).get();
        return relay;
    }

    @Test
    void tapToTap() throws Exception {
        OpenPort in = daemon.open(TapPortIT.tap("h1", Optional.empty()));
        OpenPort out = daemon.open(TapPortIT.tap("h2", Optional.empty()));
        Relay relay = relayInto(in, out);
        await().until(() -> in.linkState() == LinkState.UP && out.linkState() == LinkState.UP);
        try (PacketPeer peer = host.call(() -> PacketPeer.plain("h1"))) {
            assertAllocatesNothing(relay, peer, Frames.bare(1, 60));
        }
    }

    @Test
    void vmToTap() throws Exception {
        OpenPort in = daemon.open(new PortSpec.VmSpec("haya0", "vm0", "vm0", new Owner(0, 0), 1500));
        OpenPort out = daemon.open(TapPortIT.tap("h2", Optional.empty()));
        Relay relay = relayInto(in, out);
        try (VmmPeer vmm = host.call(() -> VmmPeer.open("vm0", VmmPeer.GUEST_OFFLOADS))) {
            await().until(() -> in.linkState() == LinkState.UP && out.linkState() == LinkState.UP);
            assertAllocatesNothing(relay, vmm, Frames.tcpSuperFrame(20_000, 1448));
        }
    }

    @Test
    void netdevToNetdevWithTags() throws Exception {
        host.exec("ip", "link", "add", "e1", "type", "veth", "peer", "name", "f1");
        host.exec("ip", "link", "add", "e2", "type", "veth", "peer", "name", "f2");
        for (String name : new String[] {"e1", "f1", "e2", "f2"}) {
            host.exec("sysctl", "-qw", "net.ipv6.conf." + name + ".disable_ipv6=1");
            host.exec("ip", "link", "set", name, "up");
        }
        OpenPort in = daemon.open(new PortSpec.NetdevSpec("haya0", "e1", "e1"));
        OpenPort out = daemon.open(new PortSpec.NetdevSpec("haya0", "e2", "e2"));
        Relay relay = relayInto(in, out);
        await().until(() -> in.linkState() == LinkState.UP && out.linkState() == LinkState.UP);
        try (PacketPeer peer = host.call(() -> PacketPeer.plain("f1"))) {
            assertAllocatesNothing(relay, peer, Frames.tagged(Frames.bare(1, 60), 0x8100, 42));
        }
    }

    @Test
    void aStormOfEioCostsAnExceptionAndNotOnePerFrame() throws Exception {
        OpenPort in = daemon.open(TapPortIT.tap("h1", Optional.empty()));
        OpenPort out = daemon.open(TapPortIT.tap("h2", Optional.empty()));
        Relay relay = relayInto(in, out);
        await().until(() -> in.linkState() == LinkState.UP && out.linkState() == LinkState.UP);
        host.exec("ip", "link", "set", "h2", "down");
        await().until(() -> out.linkState() == LinkState.DOWN);
        // As if the link's fall had not been told: every frame now meets EIO.
        daemon.onLoop(() -> ((dev.hayabashi.tapio.loop.PortChannel) out.io()).linkState(LinkState.UP));
        try (PacketPeer peer = host.call(() -> PacketPeer.plain("h1"))) {
            long thread = loopThread();
            pump(peer, relay, Frames.bare(1, 60), WARM_UP_FRAMES);
            long before = allocatedBy(thread);
            pump(peer, relay, Frames.bare(1, 60), FRAMES);
            assertThat(allocatedBy(thread) - before).isLessThan(ALLOWED_BYTES);
        }
        await().until(() -> relay.refused() >= WARM_UP_FRAMES + FRAMES);
        assertThat(daemon.statistics(out).linkDown()).isEqualTo(relay.refused());
        assertThat(daemon.statistics(out).lastErrno()).isEqualTo(5);
        assertThat(daemon.statistics(out).exceptions()).isEqualTo(DaemonSide.ENGINE == IoEngine.EPOLL ? 1 : 0);
    }

    @Test
    void aDeletedNetdevDoesNotMakeTheLoopSpin() throws Exception {
        OpenPort port = daemon.open(TapPortIT.tap("h1", Optional.empty()), new Relay());
        await().until(() -> port.linkState() == LinkState.UP);
        host.exec("ip", "link", "del", "h1");
        await().until(() -> port.linkState() == LinkState.GONE);
        long bursts = daemon.statistics(port).bursts();
        await().pollDelay(java.time.Duration.ofMillis(500)).until(() -> true);
        assertThat(daemon.statistics(port).bursts()).isEqualTo(bursts).isLessThan(100);
        assertThat(daemon.statistics(port).exceptions()).isLessThanOrEqualTo(2);
    }
}
