package dev.hayabashi.bridgecore;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * What the owner of a bridge has shut is shut when the call returns: no relay loop sends by the old state afterwards, and what it
 * has sent before can be seen.
 */
public final class PassageStress {
    private PassageStress() {}

    /** A gate closes while a relay loop sends. */
    @JCStressTest
    @State
    @Outcome(
            id = {"0, 0", "1, 1", "2, 2"},
            expect = ACCEPTABLE,
            desc = "nothing was sent after the gate was shut")
    @Outcome(expect = FORBIDDEN, desc = "sent by a gate that was shut")
    public static class GatesClose {
        private static final VarHandle OPEN = handle(GatesClose.class);

        private final Passage passage = new Passage(Thread::onSpinWait);
        private final Relays relays = new Relays(passage);
        boolean open = true;
        int sent;

        @Actor
        public void owner(II_Result result) {
            OPEN.setOpaque(this, false);
            relays.settle();
            result.r1 = sent;
        }

        @Actor
        public void relay() {
            for (int i = 0; i < 2; i++) {
                passage.enter();
                if ((boolean) OPEN.getOpaque(this)) {
                    sent++;
                }
                passage.leave();
            }
        }

        @Arbiter
        public void after(II_Result result) {
            result.r2 = sent;
        }
    }

    /** A port is flushed while a relay loop sends to a station behind it. */
    @JCStressTest
    @State
    @Outcome(
            id = {"0, 0", "1, 1", "2, 2"},
            expect = ACCEPTABLE,
            desc = "nothing was sent to a station that was forgotten")
    @Outcome(expect = FORBIDDEN, desc = "sent after the flush")
    public static class PortsAreFlushed {
        private final MacTable table = new MacTable(Collisions.LIMIT, Collisions.SEED);
        private final MacTableReader reader = new MacTableReader(table);
        private final Passage passage = new Passage(Thread::onSpinWait);
        int sent;

        public PortsAreFlushed() {
            table.relays(new Relays(passage));
            table.learn(Collisions.FIRST, 1, false, Collisions.NOW);
        }

        @Actor
        public void owner(II_Result result) {
            table.flushPort(1);
            result.r1 = sent;
        }

        @Actor
        public void relay() {
            for (int i = 0; i < 2; i++) {
                passage.enter();
                if (reader.lookup(Collisions.FIRST, Collisions.NOW) != MacTable.NO_PORT) {
                    sent++;
                }
                passage.leave();
            }
        }

        @Arbiter
        public void after(II_Result result) {
            result.r2 = sent;
        }
    }

    private static VarHandle handle(Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(type, "open", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
