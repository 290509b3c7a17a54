package dev.hayabashi.tapio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.KernelDrops;
import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.tapio.drops.KernelDropReader;
import dev.hayabashi.tapio.fixture.DaemonSide;
import dev.hayabashi.tapio.fixture.Frames;
import dev.hayabashi.tapio.fixture.NetNs;
import dev.hayabashi.tapio.fixture.PacketPeer;
import dev.hayabashi.tapio.fixture.Polled;
import dev.hayabashi.tapio.fixture.VmmPeer;
import dev.hayabashi.tapio.loop.FrameSink;
import dev.hayabashi.tapio.loop.LinkState;
import dev.hayabashi.tapio.tap.Owner;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was sent is what arrived and what the kernel lost, to the frame. */
class KernelDropsIT {
    private static final byte[] FRAME = Frames.bare(1, 100);
    private static final byte[] WITH_HEADER = Frames.withHeader(FRAME);

    private DaemonSide daemon;
    private NetNs host;
    private NetNs far;
    private KernelDropReader reader;
    private final Counting sink = new Counting();

    /** Counts frames; the loop is the only writer. */
    private static final class Counting implements FrameSink {
        private final AtomicLong frames = new AtomicLong();

        @Override
        public void receive(Frame frame, long nowNanos) {
            frames.incrementAndGet();
        }

        @Override
        public void writable(long nowNanos) {}

        @Override
        public void linkChanged(LinkState state, long nowNanos) {}
    }

    @BeforeEach
    void start() {
        daemon = new DaemonSide();
        host = daemon.namespace();
        far = NetNs.create();
        for (NetNs each : List.of(host, far)) {
            each.exec("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1");
        }
        reader = host.call(() -> new KernelDropReader(daemon.loop()::dropMeters, TimeUnit.HOURS.toNanos(1)));
    }

    @AfterEach
    void stop() {
        reader.close();
        daemon.close();
        far.close();
    }

    private KernelDrops look(OpenPort port) throws Exception {
        reader.lookNow();
        return daemon.loop().eventLoop().submit(() -> port.io().kernelDrops()).get();
    }

    private static PortSpec.TapSpec tap(String name, Optional<String> netns) {
        return new PortSpec.TapSpec(
                "haya0",
                name,
                name,
                Owner.ofThisProcess(),
                false,
                1500,
                OptionalLong.empty(),
                0x0200_0000_0001L,
                netns,
                List.of(),
                false);
    }

    /** Sends frames while the loop stands still, as in a process that was stopped. */
    private void burst(Polled sender, byte[] frame, int count) throws Exception {
        CountDownLatch stands = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        daemon.loop().eventLoop().execute(() -> {
            try {
                stands.countDown();
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        stands.await();
        for (int i = 0; i < count; i++) {
            sender.send(frame);
        }
        goOn.countDown();
    }

    private void allAreAccountedFor(OpenPort port, long sent) throws Exception {
        await().until(() -> sink.frames.get() + look(port).fromPort() == sent);
        assertThat(look(port).fromPort()).as("frames that the kernel lost").isPositive();
        assertThat(sink.frames.get()).as("frames that arrived").isPositive();
        assertThat(look(port).toPort()).isZero();
        // Nothing more comes, and nothing is counted twice.
        Thread.sleep(200);
        assertThat(sink.frames.get() + look(port).fromPort()).isEqualTo(sent);
    }

    @Test
    void aHostThatSendsMoreThanATapsQueueHolds() throws Exception {
        OpenPort port = daemon.open(tap("h1", Optional.empty()), sink);
        await().until(() -> port.linkState() == LinkState.UP);
        try (PacketPeer sender = host.call(() -> PacketPeer.plain("h1"))) {
            burst(sender, FRAME, 6000);
            allAreAccountedFor(port, 6000);
        }
    }

    @Test
    void aTapInAnotherNamespace() throws Exception {
        OpenPort port = daemon.open(tap("h1", Optional.of(far.name())), sink);
        await().until(() -> port.linkState() == LinkState.UP);
        try (PacketPeer sender = far.call(() -> PacketPeer.plain("h1"))) {
            burst(sender, FRAME, 6000);
            allAreAccountedFor(port, 6000);
        }
    }

    /** It takes its counters along and is looked for where it is. */
    @Test
    void aTapThatIsMovedToAnotherNamespace() throws Exception {
        OpenPort port = daemon.open(tap("h1", Optional.empty()), sink);
        await().until(() -> port.linkState() == LinkState.UP);
        try (PacketPeer sender = host.call(() -> PacketPeer.plain("h1"))) {
            burst(sender, FRAME, 6000);
            allAreAccountedFor(port, 6000);
        }
        host.exec("ip", "link", "set", "h1", "netns", far.name());
        far.exec("ip", "link", "set", "h1", "up");
        await().until(() -> port.linkState() == LinkState.UP);
        try (PacketPeer sender = far.call(() -> PacketPeer.plain("h1"))) {
            burst(sender, FRAME, 6000);
            allAreAccountedFor(port, 12_000);
        }
    }

    /** What was lost before the port was there is nobody's. */
    @Test
    void aTapThatHasLostFramesBefore() throws Exception {
        host.exec("ip", "tuntap", "add", "h1", "mode", "tap");
        host.exec("ip", "link", "set", "h1", "up");
        try (VmmPeer earlier = host.call(() -> VmmPeer.open("h1", 0));
                PacketPeer sender = host.call(() -> PacketPeer.plain("h1"))) {
            for (int i = 0; i < 2000; i++) {
                sender.send(FRAME);
            }
            assertThat(earlier.tryReceive()).isNotEmpty();
        }
        OpenPort port = daemon.open(tap("h1", Optional.empty()), sink);
        await().until(() -> port.linkState() == LinkState.UP);
        assertThat(look(port)).isEqualTo(KernelDrops.NONE);
        try (PacketPeer sender = host.call(() -> PacketPeer.plain("h1"))) {
            burst(sender, FRAME, 6000);
            allAreAccountedFor(port, 6000);
        }
    }

    @Test
    void aGuestThatSendsMoreThanOurQueueHolds() throws Exception {
        OpenPort port = daemon.open(VmPortIT.vm("vm0"), sink);
        try (VmmPeer vmm = host.call(() -> VmmPeer.open("vm0", 0))) {
            await().until(() -> port.linkState() == LinkState.UP);
            burst(vmm, WITH_HEADER, 6000);
            allAreAccountedFor(port, 6000);
        }
    }

    private void sendTo(OpenPort port, int frames) throws Exception {
        for (int i = 0; i < frames; i++) {
            SendResult result = daemon.send(port, WITH_HEADER);
            while (result == SendResult.WOULD_BLOCK) {
                Thread.onSpinWait();
                result = daemon.send(port, WITH_HEADER);
            }
            assertThat(result).isEqualTo(SendResult.SENT);
        }
        daemon.loop().settled().sync();
    }

    private static int takeAll(VmmPeer vmm) {
        int taken = 0;
        while (vmm.tryReceive().length > 0) {
            taken++;
        }
        return taken;
    }

    @Test
    void aGuestThatDoesNotRead() throws Exception {
        OpenPort port = daemon.open(VmPortIT.vm("vm0"), sink);
        try (VmmPeer vmm = host.call(() -> VmmPeer.open("vm0", 0))) {
            await().until(() -> port.linkState() == LinkState.UP);
            sendTo(port, 6000);
            int taken = takeAll(vmm);
            assertThat(taken).isPositive();
            assertThat(look(port)).isEqualTo(new KernelDrops(0, 6000 - taken));
            // It reads again: nothing more is lost.
            sendTo(port, 100);
            assertThat(takeAll(vmm)).isEqualTo(100);
            assertThat(look(port)).isEqualTo(new KernelDrops(0, 6000 - taken));
        }
    }

    /** Between a VMM's end and our hearing of it the redirect takes our frames and has nowhere to put them. */
    @Test
    void aGuestThatHasJustLeft() throws Exception {
        OpenPort port = daemon.open(VmPortIT.vm("vm0"), sink);
        VmmPeer vmm = host.call(() -> VmmPeer.open("vm0", 0));
        await().until(() -> port.linkState() == LinkState.UP);
        assertThat(look(port)).isEqualTo(KernelDrops.NONE);
        AtomicLong sent = new AtomicLong();
        // In one turn of the loop, so that no news of the link comes between.
        daemon.onLoop(() -> {
            vmm.close();
            for (int i = 0; i < 10; i++) {
                Frame frame = daemon.loop().frame();
                frame.memory().put(0, WITH_HEADER);
                frame.received(WITH_HEADER.length);
                if (port.io().send(frame) == SendResult.SENT) {
                    sent.incrementAndGet();
                }
            }
        });
        assertThat(sent.get()).isEqualTo(10);
        await().until(() -> port.linkState() == LinkState.NO_CARRIER);
        await().until(() -> look(port).toPort() == 10);
    }

    @Test
    void aNetdevThatBringsMoreThanItsSocketHolds() throws Exception {
        host.exec("ip", "link", "add", "eth1", "type", "veth", "peer", "name", "far1", "netns", far.name());
        host.exec("ip", "link", "set", "eth1", "up");
        far.exec("ip", "link", "set", "far1", "up");
        OpenPort port = daemon.open(new PortSpec.NetdevSpec("haya0", "eth1", "eth1"), sink);
        await().until(() -> port.linkState() == LinkState.UP);
        try (PacketPeer sender = far.call(() -> PacketPeer.plain("far1"))) {
            burst(sender, FRAME, 40_000);
            allAreAccountedFor(port, 40_000);
        }
    }
}
