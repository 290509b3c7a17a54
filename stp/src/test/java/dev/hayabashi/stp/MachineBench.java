package dev.hayabashi.stp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Three ports of a bare bridge whose variables a test sets by hand, to look at single transitions. */
final class MachineBench {
    final Bridge bridge;
    final Port port;
    final Port second;
    final Port third;

    MachineBench() {
        this(ForceVersion.RSTP);
    }

    MachineBench(ForceVersion version) {
        bridge = new Bridge(BridgeParameters.of(0x10).withForceVersion(version), new QuietHost(), 0);
        bridge.prs.begin();
        port = add(1);
        second = add(2);
        third = add(3);
    }

    private Port add(int number) {
        Port added = new Port(bridge, number, PortParameters.DEFAULT, 0x20 + number);
        bridge.insert(added);
        added.begin();
        added.linkUp = true;
        added.refreshEnabled(StateReason.LINK_UP);
        quiet(added, PortRole.DESIGNATED);
        return added;
    }

    /** A port of that role where nothing is pending. */
    static void quiet(Port p, PortRole role) {
        boolean open = role == PortRole.ROOT || role == PortRole.DESIGNATED;
        p.reselect = false;
        p.selected = true;
        p.updtInfo = false;
        p.role = role;
        p.selectedRole = role;
        p.infoIs = role == PortRole.DESIGNATED ? InfoIs.MINE : InfoIs.RECEIVED;
        p.rcvdInfoWhile = 6;
        p.rcvdMsg = false;
        p.learn = open;
        p.forward = open;
        p.learning = open;
        p.forwarding = open;
        p.synced = true;
        p.sync = false;
        p.reRoot = false;
        p.agree = role != PortRole.DESIGNATED;
        p.agreed = role == PortRole.DESIGNATED;
        p.proposed = false;
        p.proposing = false;
        p.disputed = false;
        p.operEdge = false;
        p.rbWhile = role == PortRole.BACKUP ? 2 * p.helloTime() : 0;
        p.rrWhile = role == PortRole.ROOT ? p.fwdDelay() : 0;
        p.fdWhile = open ? 0 : role == PortRole.DISABLED ? p.maxAge() : p.forwardDelay();
        p.rcvdTc = false;
        p.rcvdTcn = false;
        p.rcvdTcAck = false;
        p.tcProp = false;
        p.tcAck = false;
        p.tcWhile = 0;
        p.newInfo = false;
        p.txCount = 0;
        p.helloWhen = 1;
        p.pim.state = PortInformationMachine.State.CURRENT;
        p.prt.state = switch (role) {
            case ROOT -> RoleTransitionsMachine.State.ROOT_PORT;
            case DESIGNATED -> RoleTransitionsMachine.State.DESIGNATED_PORT;
            case ALTERNATE, BACKUP -> RoleTransitionsMachine.State.ALTERNATE_PORT;
            case DISABLED -> RoleTransitionsMachine.State.DISABLED_PORT;
        };
        p.tcm.state = open ? TopologyChangeMachine.State.ACTIVE : TopologyChangeMachine.State.INACTIVE;
        p.ptx.state = PortTransmitMachine.State.IDLE;
        p.retally();
    }

    MachineBench quiet(PortRole role) {
        quiet(port, role);
        return this;
    }

    /** Sets variables of port 1, and of the others. */
    MachineBench set(Consumer<Port> change) {
        change.accept(port);
        port.retally();
        return this;
    }

    MachineBench setSecond(Consumer<Port> change) {
        change.accept(second);
        second.retally();
        return this;
    }

    <S extends Enum<S>> void expect(Machine<S> machine, @Nullable S next) {
        assertThat(machine.next()).isEqualTo(next);
    }

    /** Takes the transition that is due and checks which one it is. */
    <S extends Enum<S>> MachineBench step(Machine<S> machine, S to) {
        assertThat(machine.step()).as("moves to %s", to).isTrue();
        assertThat(machine.state).isEqualTo(to);
        return this;
    }
}
