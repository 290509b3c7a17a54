package dev.hayabashi.stp;

import org.jspecify.annotations.Nullable;

/**
 * PTX, the Port Transmit state machine (802.1D-2004 17.26). It runs when all others are at rest, so that one BPDU carries the
 * outcome of an event, and an agreement leaves only when every gate it vouches for is closed.
 */
final class PortTransmitMachine extends Machine<PortTransmitMachine.State> {
    enum State {
        INIT,
        PERIODIC,
        CONFIG,
        TCN,
        RSTP,
        IDLE
    }

    PortTransmitMachine(Port port) {
        super("PTX", port, State.INIT);
    }

    @Override
    State beginState() {
        return State.INIT;
    }

    @Override
    @Nullable State next() {
        if (!port.portEnabled) {
            return state == State.INIT ? null : State.INIT;
        }
        return switch (state) {
            case INIT, PERIODIC, CONFIG, TCN, RSTP -> State.IDLE;
            case IDLE -> fromIdle();
        };
    }

    private @Nullable State fromIdle() {
        if (!port.ok() || port.role == PortRole.DISABLED || port.parameters.bpduFilter()) {
            return null;
        } else if (port.helloWhen == 0) {
            return State.PERIODIC;
        } else if (!port.newInfo || port.txCount >= port.bridge.parameters.txHoldCount()) {
            // newInfo stays: what is held back leaves with the next free slot, and with the content of that moment.
            return null;
        } else if (port.sendRSTP) {
            return State.RSTP;
        } else if (port.role == PortRole.DESIGNATED) {
            return State.CONFIG;
        }
        return port.role == PortRole.ROOT ? State.TCN : null;
    }

    @Override
    void enter(State from) {
        switch (state) {
            case INIT -> {
                port.newInfo = true;
                port.txCount = 0;
            }
            case PERIODIC -> port.newInfo |= speaksPeriodically();
            case CONFIG -> {
                port.newInfo = false;
                port.bridge.writer.config(port);
                transmit(BpduKind.CONFIG, port.tcWhile != 0);
                port.tcAck = false;
            }
            case TCN -> {
                port.newInfo = false;
                // A change of role alone also raises newInfo; a TCN without a change would keep the root busy for 35 s.
                if (port.tcWhile != 0) {
                    port.bridge.writer.tcn(port);
                    transmit(BpduKind.TCN, true);
                }
            }
            case RSTP -> {
                port.newInfo = false;
                port.bridge.writer.rst(port);
                transmit(BpduKind.RST, port.tcWhile != 0);
                port.tcAck = false;
            }
            case IDLE -> port.helloWhen = port.helloTime();
        }
    }

    private boolean speaksPeriodically() {
        return port.role == PortRole.DESIGNATED
                || (port.role == PortRole.ROOT && port.tcWhile != 0)
                || port.parameters.networkPort();
    }

    private void transmit(BpduKind kind, boolean topologyChange) {
        port.txCount++;
        port.counters.sent(kind, topologyChange);
        byte[] frame = port.bridge.writer.frame;
        port.bridge.host.transmit(port.number, frame, frame.length);
    }
}
