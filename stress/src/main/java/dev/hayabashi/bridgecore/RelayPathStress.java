package dev.hayabashi.bridgecore;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.hayabashi.stp.PortState;
import java.nio.ByteBuffer;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A relay loop takes frames the short way while the owner of the bridge closes the descriptor that they leave by, and opens another
 * one. Nobody writes to a descriptor that is closed, and what is counted is what was written.
 */
@JCStressTest
@State
@Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "written to what was open, and counted")
@Outcome(expect = FORBIDDEN, desc = "written to a closed descriptor, or counted wrongly")
public class RelayPathStress {
    private static final int SPINS = 20;

    /** Neither side waits for the other one for longer: they need not run at the same time. */
    private static final int PATIENCE = 500;

    private static final DirectMemory.Allocator HEAP = bytes -> new DirectMemory(ByteBuffer.allocate(bytes), 0);
    private static final Frame FRAME = frame();

    private final Passage passage = new Passage(Thread::onSpinWait);
    private final Bridge bridge = new Bridge(
            new BridgeSettings("b", 0x02_00_00_00_ff_00L, 300_000_000_000L, Collisions.LIMIT, Collisions.SEED, false),
            BridgeListener.NONE,
            HEAP);
    private final BridgePort out;
    private final RelayPath path;
    private final Descriptor first = new Descriptor();
    private final Descriptor second = new Descriptor();
    private volatile boolean begun;
    private int taken;

    /** Plain memory: that it is seen, too, is what is promised. */
    private static final class Descriptor implements RelayIo {
        private boolean closed;
        private int written;
        private int faults;

        @Override
        public boolean send(int relay, Frame frame) {
            written++;
            // A write(2) takes a while.
            for (int i = 0; i < SPINS; i++) {
                Thread.onSpinWait();
            }
            if (closed) {
                faults++;
            }
            return true;
        }
    }

    public RelayPathStress() {
        bridge.relays(List.of(passage));
        BridgePort in = port(1);
        out = port(2);
        bridge.macTable().learn(Collisions.SECOND, 2, false, Collisions.NOW);
        // The first frame of a port is the owner's, and makes its station known.
        bridge.receive(in, FRAME, Collisions.NOW);
        path = bridge.relayPath(in, 0);
        bridge.relayIo(out, first);
        relayOne();
        if (taken != 1) {
            throw new IllegalStateException("the short way is not open");
        }
    }

    private boolean relayOne() {
        passage.enter();
        boolean isTaken = path.relay(FRAME, Collisions.NOW);
        if (isTaken) {
            taken++;
        }
        passage.leave();
        return isTaken;
    }

    private BridgePort port(int number) {
        PortSettings settings = new PortSettings(
                "p" + number,
                number,
                0x02_00_00_00_ff_00L + number,
                1500,
                false,
                true,
                false,
                false,
                true,
                true,
                true,
                0,
                1,
                List.of());
        BridgePort port = bridge.addPort(settings, frame -> SendResult.SENT, Collisions.NOW);
        bridge.linkChanged(port, true);
        bridge.setState(port, PortState.FORWARDING);
        return port;
    }

    private static Frame frame() {
        ByteBuffer memory = ByteBuffer.allocate(Frame.MEMORY_BYTES);
        int at = Frame.VNET_HEADER_BYTES;
        memory.putLong(at, Collisions.SECOND << 16 | Collisions.FIRST >>> 32).putInt(at + 8, (int) Collisions.FIRST);
        memory.putShort(at + 12, (short) 0x88b5);
        Frame frame = new Frame(memory, 0);
        frame.received(Frame.VNET_HEADER_BYTES + 60);
        return frame;
    }

    @Actor
    public void owner() {
        for (int i = 0; i < PATIENCE && !begun; i++) {
            Thread.onSpinWait();
        }
        bridge.relayIo(out, null);
        first.closed = true;
        bridge.relayIo(out, second);
        bridge.setState(out, PortState.DISCARDING);
        second.closed = true;
    }

    @Actor
    public void relay() {
        begun = true;
        for (int i = 0, refused = 0; i < PATIENCE && refused < 3; i++) {
            refused += relayOne() ? 0 : 1;
        }
    }

    @Arbiter
    public void after(III_Result result) {
        result.r1 = first.faults + second.faults;
        result.r2 = first.written + second.written - taken;
        result.r3 = (int) bridge.snapshot(out).statistics().txFrames() - taken - 1;
    }
}
