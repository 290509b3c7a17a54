package dev.hayabashi.stp;

import org.jspecify.annotations.Nullable;

/** PPM, the Port Protocol Migration state machine (802.1D-2004 17.24): which version this port sends. */
final class ProtocolMigrationMachine extends Machine<ProtocolMigrationMachine.State> {
    enum State {
        CHECKING_RSTP,
        SELECTING_STP,
        SENSING
    }

    ProtocolMigrationMachine(Port port) {
        super("PPM", port, State.CHECKING_RSTP);
    }

    @Override
    State beginState() {
        return State.CHECKING_RSTP;
    }

    @Override
    @Nullable State next() {
        return switch (state) {
            case CHECKING_RSTP -> {
                if (port.mdelayWhile == 0) {
                    yield State.SENSING;
                }
                yield port.mdelayWhile != Port.MIGRATE_TIME && !port.portEnabled ? State.CHECKING_RSTP : null;
            }
            case SELECTING_STP -> port.mdelayWhile == 0 || !port.portEnabled || port.mcheck ? State.SENSING : null;
            case SENSING -> {
                if (!port.portEnabled || port.mcheck || (port.rstpVersion() && !port.sendRSTP && port.rcvdRSTP)) {
                    yield State.CHECKING_RSTP;
                }
                yield port.sendRSTP && port.rcvdSTP ? State.SELECTING_STP : null;
            }
        };
    }

    @Override
    void enter(State from) {
        switch (state) {
            case CHECKING_RSTP -> {
                boolean asked = port.mcheck;
                port.mcheck = false;
                speak(port.rstpVersion(), asked ? "mcheck" : "the neighbour speaks rstp");
                port.mdelayWhile = Port.MIGRATE_TIME;
            }
            case SELECTING_STP -> {
                speak(false, "the neighbour speaks stp");
                port.mdelayWhile = Port.MIGRATE_TIME;
            }
            case SENSING -> {
                port.rcvdRSTP = false;
                port.rcvdSTP = false;
            }
        }
    }

    private void speak(boolean rstp, String reason) {
        if (port.sendRSTP != rstp && port.portEnabled) {
            ForceVersion spoken = rstp ? ForceVersion.RSTP : ForceVersion.STP;
            port.bridge.emit(new StpEvent.Migration(port.bridge.now, port.number, spoken, reason));
        }
        port.sendRSTP = rstp;
    }
}
