package dev.hayabashi.daemon.runtime;

import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.PortIo;
import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.daemon.events.EventJournal;
import dev.hayabashi.daemon.events.EventSource;
import dev.hayabashi.daemon.observe.BridgeWatch;
import dev.hayabashi.tapio.loop.LinkState;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes a bridge over on paper, with devices that do nothing, before it is taken over indeed. What does not fit shows while the
 * other process still forwards, and the code is loaded and compiled before a frame waits for it.
 */
public final class TakeOverRehearsal implements PortDevices {
    /** As many as make the JVM compile the frame path; a fraction of a second on an old machine. */
    private static final int FRAMES = 20_000;

    private static final int FRAME_BYTES = 60;
    private static final int EXPERIMENTAL_TYPE = 0x88b5;

    private TakeOverRehearsal() {}

    /**
     * Rehearses.
     *
     * @param config the bridge as it runs in the other process
     * @throws RuntimeException when it cannot be taken over, with the reason
     */
    public static void run(BridgeConfig config, KeptBridge kept, EventLoop loop, DirectMemory.Allocator allocator) {
        BridgeWatch watch = new BridgeWatch(new EventSource(new EventJournal(1), config.name(), Clock.systemUTC()));
        RunningBridge bridge = new RunningBridge(config, new TakeOverRehearsal(), loop, allocator, watch);
        List<Paper> papers = new ArrayList<>();
        List<TakenPort> taken = new ArrayList<>();
        for (KeptBridge.Member member : kept.ports()) {
            Paper paper = new Paper(member);
            papers.add(paper);
            taken.add(new TakenPort(bridge.handOver().configOf(config, member), paper));
        }
        bridge.handOver().takeOver(kept, taken, null);
        if (!papers.isEmpty()) {
            loop.submit(() -> forward(papers, allocator)).syncUninterruptibly();
        }
        bridge.handOver().abandon();
    }

    private static void forward(List<Paper> papers, DirectMemory.Allocator allocator) {
        DirectMemory memory = allocator.allocate(Frame.MEMORY_BYTES);
        Frame frame = new Frame(memory.buffer(), memory.address());
        for (int i = 0; i < FRAMES; i++) {
            int from = i % papers.size();
            int to = (i / papers.size()) % papers.size();
            frame.memory().putLong(Frame.VNET_HEADER_BYTES, station(to) << 16 | station(from) >>> 32);
            frame.memory().putInt(Frame.VNET_HEADER_BYTES + 8, (int) station(from));
            frame.memory().putShort(Frame.VNET_HEADER_BYTES + 12, (short) EXPERIMENTAL_TYPE);
            frame.received(Frame.VNET_HEADER_BYTES + FRAME_BYTES);
            papers.get(from).deliver(frame);
        }
    }

    /** A locally administered address for each port. */
    private static long station(int port) {
        return 0x0200_0000_0001L + port;
    }

    @Override
    public PortDevice open(String bridge, PortConfig port, int mtuBytes, boolean ipv6) {
        throw new IllegalStateException("nothing is opened in a rehearsal");
    }

    private static final class Paper implements PortDevice {
        private final KeptBridge.Member member;
        private @Nullable Listener listener;

        Paper(KeptBridge.Member member) {
            this.member = member;
        }

        void deliver(Frame frame) {
            if (listener != null) {
                listener.frame(frame, System.nanoTime());
            }
        }

        @Override
        public PortIo io() {
            return frame -> SendResult.SENT;
        }

        @Override
        public void start(Listener to) {
            listener = to;
            to.carrier(member.device().linkState() == LinkState.UP, System.nanoTime());
        }

        @Override
        public void drain() {}

        @Override
        public String netdev() {
            return member.name();
        }

        @Override
        public @Nullable String netns() {
            return null;
        }

        @Override
        public @Nullable String lastError() {
            return null;
        }

        @Override
        public void close(boolean keepPersistent) {}
    }
}
