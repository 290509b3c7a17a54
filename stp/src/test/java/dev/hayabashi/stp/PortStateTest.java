package dev.hayabashi.stp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of what the data plane does in each state. */
class PortStateTest {
    @ParameterizedTest
    @CsvSource({
        // state,   learns, relays, receives, sends, host
        "DISABLED,   false, false, false, false, false",
        "DISCARDING, false, false, true,  true,  false",
        "LEARNING,   true,  false, true,  true,  false",
        "FORWARDING, true,  true,  true,  true,  true"
    })
    void dataPlanePerState(
            PortState state, boolean learns, boolean relays, boolean receives, boolean sends, boolean host) {
        assertThat(state.learns()).isEqualTo(learns);
        assertThat(state.relays()).isEqualTo(relays);
        assertThat(state.receivesBpdus()).isEqualTo(receives);
        assertThat(state.sendsBpdus()).isEqualTo(sends);
        assertThat(state.carriesHostTraffic()).isEqualTo(host);
    }

    @ParameterizedTest
    @CsvSource({
        "RSTP, DISCARDING, ROOT, discarding", "STP, DISCARDING, ROOT, listening",
        "STP, DISCARDING, DESIGNATED, listening", "STP, DISCARDING, ALTERNATE, blocking",
        "STP, DISCARDING, BACKUP, blocking", "STP, LEARNING, ROOT, learning",
        "STP, FORWARDING, ROOT, forwarding", "STP, DISABLED, DISABLED, disabled"
    })
    void namesOf1998InStpMode(ForceVersion version, PortState state, PortRole role, String name) {
        assertThat(state.displayName(version, role)).isEqualTo(name);
    }

    /** The engine itself obeys the table: BPDUs go in and out in every state but disabled. */
    @Test
    void gatesFollowTheLifeOfAPort() {
        OneBridge bridge = new OneBridge();
        bridge.tree.addPort(1, PortParameters.DEFAULT.withEdge(EdgeMode.FALSE), 2, 0);
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.DISABLED);
        assertThat(bridge.gates).isEmpty();
        bridge.tree.linkUp(1, 0);
        bridge.run(30);
        bridge.tree.linkDown(1, bridge.now);
        assertThat(bridge.order.stream().filter(s -> s.startsWith("gate")))
                .containsExactly("gate 1 discarding", "gate 1 learning", "gate 1 forwarding", "gate 1 disabled");
    }

    @Test
    void jsonNames() {
        assertThat(PortRole.ALTERNATE.jsonName()).isEqualTo("alternate");
        assertThat(EdgeMode.AUTO.jsonName()).isEqualTo("auto");
        assertThat(ForceVersion.STP.jsonName()).isEqualTo("stp");
        assertThat(BpduDisposition.MAX_AGE.jsonName()).isEqualTo("max-age");
        assertThat(FlushCause.PORT_INACTIVE.jsonName()).isEqualTo("port-inactive");
        assertThat(Inconsistency.ROOT.jsonName()).isEqualTo("root-inconsistent");
        assertThat(Inconsistency.ASSURANCE.shortName()).isEqualTo("BA_INC");
    }
}
