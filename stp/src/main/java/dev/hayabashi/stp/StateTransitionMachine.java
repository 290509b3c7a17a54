package dev.hayabashi.stp;

import org.jspecify.annotations.Nullable;

/** PST, the Port State Transition state machine (802.1D-2004 17.30): moves the gate of the data plane. */
final class StateTransitionMachine extends Machine<StateTransitionMachine.State> {
    enum State {
        DISCARDING,
        LEARNING,
        FORWARDING
    }

    StateTransitionMachine(Port port) {
        super("PST", port, State.DISCARDING);
    }

    @Override
    State beginState() {
        return State.DISCARDING;
    }

    @Override
    @Nullable State next() {
        return switch (state) {
            case DISCARDING -> port.learn ? State.LEARNING : null;
            case LEARNING -> {
                if (port.forward) {
                    yield State.FORWARDING;
                }
                yield port.learn ? null : State.DISCARDING;
            }
            case FORWARDING -> port.forward ? null : State.DISCARDING;
        };
    }

    /** learning and forwarding say what the data plane does, so a gate closes before they become false. */
    @Override
    void enter(State from) {
        switch (state) {
            case DISCARDING -> {
                port.setGate(PortState.DISCARDING);
                port.learning = false;
                port.forwarding = false;
            }
            case LEARNING -> {
                port.setGate(PortState.LEARNING);
                port.learning = true;
            }
            case FORWARDING -> {
                port.setGate(PortState.FORWARDING);
                port.forwarding = true;
            }
        }
    }
}
