package dev.hayabashi.tapio.loop;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.hayabashi.bridgecore.Passage;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Who has the turn to read is alone with the descriptor, and finds what the other one has left: no frame is lost, read twice or
 * overtaken, and the one buffer that there is comes home.
 */
public final class TurnStress {
    private TurnStress() {}

    /** The descriptor, and both sides of {@link RelayedFd} without what frames mean. Plain memory: the turn alone keeps it together. */
    private static class Descriptor {
        private static final int ROUNDS = 8;

        private final Passage passage = new Passage(Thread::onSpinWait);
        final Turn<int[]> turn = new Turn<>(passage);
        private int @Nullable [] home = new int[1];
        private int read;
        private int delivered;
        private int faults;

        Descriptor() {
            turn.giveBack();
        }

        /** One event of the relay loop: frames that find the short way, up to one that does not. */
        final void relay() {
            for (int i = 0; i < ROUNDS; i++) {
                passage.enter();
                if (turn.isRelays()) {
                    collect();
                    int[] buffer = home;
                    if (buffer == null) {
                        faults++;
                    } else {
                        buffer[0] = ++read;
                        if (i % 2 == 0) {
                            deliver(buffer[0]);
                        } else {
                            home = null;
                            turn.lend(buffer, buffer[0]);
                        }
                    }
                }
                passage.leave();
            }
        }

        /** The owner, with the turn. */
        final void serve() {
            takeLent();
            deliver(++read);
            turn.giveBack();
        }

        final void takeLent() {
            int[] buffer = turn.lent();
            if (buffer != null) {
                if (turn.lentResult() != buffer[0]) {
                    faults++;
                }
                deliver(buffer[0]);
                turn.returns(buffer);
            }
        }

        private void deliver(int frame) {
            if (frame != ++delivered) {
                faults++;
            }
        }

        final void collect() {
            int[] back = turn.collect();
            if (back != null) {
                home = back;
            }
        }

        /** Both loops have ended: the port is taken off them. */
        final void end(II_Result result) {
            turn.take();
            takeLent();
            collect();
            result.r1 = faults + (home == null ? 1 : 0);
            result.r2 = read - delivered;
        }
    }

    /** The owner calls the turn back whenever it likes: to drain the descriptor ahead of a tick, or to close it. */
    @JCStressTest
    @State
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "each frame once and in order")
    @Outcome(expect = FORBIDDEN, desc = "both read, or one did not see what the other has left")
    public static class OwnerCallsBack extends Descriptor {
        @Actor
        public void owner() {
            for (int i = 0; i < 4; i++) {
                turn.take();
                serve();
            }
        }

        @Actor
        public void relayLoop() {
            relay();
        }

        @Arbiter
        public void after(II_Result result) {
            end(result);
        }
    }

    /** The owner comes when it is told that a frame was lent. */
    @JCStressTest
    @State
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "each frame once and in order")
    @Outcome(expect = FORBIDDEN, desc = "both read, or one did not see what the other has left")
    public static class FrameIsLent extends Descriptor {
        @Actor
        public void owner() {
            for (int i = 0; i < 64; i++) {
                if (turn.isLent()) {
                    turn.take();
                    serve();
                }
            }
        }

        @Actor
        public void relayLoop() {
            relay();
        }

        @Arbiter
        public void after(II_Result result) {
            end(result);
        }
    }
}
