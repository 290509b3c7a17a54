package dev.hayabashi.stp;

import org.jspecify.annotations.Nullable;

/**
 * A state machine of 802.1D-2004 clause 17. {@link #next} reads like the arrows of the standard's diagram, {@link #enter} like
 * its boxes.
 *
 * @param <S> the states, under the standard's names
 */
abstract class Machine<S extends Enum<S>> {
    final String name;
    final Port port;
    S state;

    Machine(String name, Port port, S initial) {
        this.name = name;
        this.port = port;
        this.state = initial;
    }

    /** The state that BEGIN leads to. */
    abstract S beginState();

    /** The transition to take now, in the order in which the conditions are tested, or null to stay. */
    abstract @Nullable S next();

    /**
     * The actions on entry to {@link #state}.
     *
     * @param from the state before, which may be the same
     */
    abstract void enter(S from);

    /** The global transition on BEGIN (17.19.1). */
    final void begin() {
        move(beginState());
    }

    /** Takes one transition if there is one. */
    final boolean step() {
        S to = next();
        if (to == null) {
            return false;
        }
        move(to);
        return true;
    }

    /** Takes transitions until there is none. */
    final boolean settle() {
        boolean moved = false;
        while (step()) {
            moved = true;
        }
        return moved;
    }

    /** See {@link Ledger}. */
    void exchange(Ledger ledger) {
        state = ledger.choice(name, state);
    }

    private void move(S to) {
        port.bridge.trace.record(port.number, name, to);
        S from = state;
        state = to;
        enter(from);
        port.retally();
    }
}
