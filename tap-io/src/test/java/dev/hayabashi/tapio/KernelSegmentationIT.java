package dev.hayabashi.tapio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.OffloadCompletion;
import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.tapio.fixture.Frames;
import dev.hayabashi.tapio.fixture.NetNs;
import dev.hayabashi.tapio.fixture.Shell;
import dev.hayabashi.tapio.fixture.SuperFrames;
import dev.hayabashi.tapio.fixture.VmmPeer;
import dev.hayabashi.tapio.loop.FrameLoop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The kernel is the judge of segmentation: a super-frame that goes in by one TAP and leaves by another that takes no
 * offloads is cut by the kernel, and has to come out byte for byte as we cut it.
 */
class KernelSegmentationIT {
    private static final int CASES = 400;

    private final List<byte[]> ours = new ArrayList<>();
    private final DirectMemory memory = FrameLoop.memory().allocate(Frame.MEMORY_BYTES);
    private final Frame frame = new Frame(memory.buffer(), memory.address());
    private final OffloadCompletion completion = new OffloadCompletion(
            wire -> {
                byte[] copy = new byte[wire.totalBytes()];
                wire.memory().get(wire.start(), copy);
                ours.add(copy);
                return SendResult.SENT;
            },
            FrameLoop.memory());

    private void cut(byte[] superFrame) {
        ours.clear();
        memory.buffer().put(0, superFrame);
        frame.received(superFrame.length);
        assertThat(completion.send(frame)).isEqualTo(SendResult.SENT);
    }

    private static VmmPeer tap(String name, int offloads) {
        VmmPeer tap = VmmPeer.open(name, offloads);
        Shell.run("sysctl", "-qw", "net.ipv6.conf." + name + ".disable_ipv6=1");
        Shell.run("ip", "link", "set", name, "mtu", "9000", "up");
        return tap;
    }

    @Test
    void superFramesAreCutAsTheKernelCutsThem() {
        long seed = System.nanoTime();
        SuperFrames superFrames = new SuperFrames(new Random(seed));
        try (NetNs namespace = NetNs.create();
                VmmPeer whole = namespace.call(() -> tap("whole", 0x67));
                VmmPeer cut = namespace.call(() -> tap("cut", 0))) {
            namespace.exec("tc", "qdisc", "add", "dev", "whole", "clsact");
            namespace.exec(
                    "tc",
                    "filter",
                    "add",
                    "dev",
                    "whole",
                    "ingress",
                    "protocol",
                    "all",
                    "prio",
                    "1",
                    "u32",
                    "match",
                    "u32",
                    "0",
                    "0",
                    "action",
                    "mirred",
                    "egress",
                    "redirect",
                    "dev",
                    "cut");
            for (int i = 0; i < CASES; i++) {
                byte[] superFrame = superFrames.next();
                cut(superFrame);
                whole.send(superFrame);
                for (int number = 0; number < ours.size(); number++) {
                    assertThat(cut.receive(any -> true))
                            .as(
                                    "seed %d, case %d, segment %d of %d: gso type %d, %s",
                                    seed,
                                    i,
                                    number,
                                    ours.size(),
                                    superFrame[1],
                                    Arrays.toString(Arrays.copyOf(superFrame, 80)))
                            .isEqualTo(ours.get(number));
                }
                assertThat(cut.tryReceive())
                        .as("nothing more, seed %d, case %d", seed, i)
                        .isEmpty();
            }
        }
    }

    @Test
    void openChecksumsAreCompletedAsTheKernelDoes() {
        try (NetNs namespace = NetNs.create();
                VmmPeer open = namespace.call(() -> tap("open", 1));
                VmmPeer done = namespace.call(() -> tap("done", 0))) {
            namespace.exec("tc", "qdisc", "add", "dev", "open", "clsact");
            namespace.exec(
                    "tc",
                    "filter",
                    "add",
                    "dev",
                    "open",
                    "ingress",
                    "protocol",
                    "all",
                    "prio",
                    "1",
                    "u32",
                    "match",
                    "u32",
                    "0",
                    "0",
                    "action",
                    "mirred",
                    "egress",
                    "redirect",
                    "dev",
                    "done");
            for (int bytes = 4; bytes < 1400; bytes += 7) {
                byte[] frame = Frames.udpNeedsChecksum(bytes);
                cut(frame);
                open.send(frame);
                assertThat(done.receive(any -> true)).isEqualTo(ours.get(0));
            }
        }
    }
}
