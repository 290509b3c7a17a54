package dev.hayabashi.bridgecore;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Look-ups beside the owner's changes: two addresses of one chain go and come, so that slots are used again and entries move; a
 * station moves from port to port; pinned addresses make the table grow. Each result is the set of ports that an address was seen on,
 * bit 0 for a look-up that missed.
 */
@JCStressTest
@State
@Outcome(id = "[123], [145], (1|32|33|64|65|96|97)", expect = ACCEPTABLE, desc = "their own ports, or missed")
@Outcome(expect = FORBIDDEN, desc = "the port of another address")
public class MacTableStress {
    private static final int ROUNDS = 100;
    private static final long THIRD = 0x02_00_00_03_00_00L;

    private final MacTable table = new MacTable(Collisions.LIMIT, Collisions.SEED);
    private final MacTableReader reader = new MacTableReader(table);

    public MacTableStress() {
        table.learn(Collisions.FIRST, 1, false, Collisions.NOW);
        table.learn(Collisions.SECOND, 2, false, Collisions.NOW);
        table.learn(THIRD, 5, false, Collisions.NOW);
    }

    @Actor
    public void owner() {
        for (int i = 0; i < ROUNDS; i++) {
            table.remove(Collisions.FIRST);
            table.learn(THIRD, 6, false, Collisions.NOW);
            table.learn(Collisions.FIRST, 1, false, Collisions.NOW);
            table.remove(Collisions.SECOND);
            table.remove(Collisions.FIRST);
            table.learn(Collisions.SECOND, 2, false, Collisions.NOW);
            table.learn(Collisions.FIRST, 1, false, Collisions.NOW);
            table.learn(THIRD, 5, false, Collisions.NOW);
            table.addStatic(0x02_00_00_01_00_00L + i, 3, Collisions.NOW);
        }
    }

    @Actor
    public void relay(III_Result result) {
        for (int i = 0; i < ROUNDS; i++) {
            result.r1 |= 1 << reader.lookup(Collisions.FIRST, Collisions.NOW);
            result.r2 |= 1 << reader.lookup(Collisions.SECOND, Collisions.NOW);
            result.r3 |= 1 << reader.lookup(THIRD, Collisions.NOW);
        }
    }
}
