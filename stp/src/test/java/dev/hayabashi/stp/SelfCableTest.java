package dev.hayabashi.stp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Two ports of one bridge on one cable. */
class SelfCableTest {
    /**
     * Found by the soak, seeds 22955 and 55130: while the root changed each of the ports agreed to the other as Backup, and the
     * agreements arrived when both were Designated again. An agreement does not say what it is an agreement to, so both were
     * believed, and the cable was a loop until the next BPDU.
     */
    @Test
    void anAgreementOfAnOwnPortIsBelievedOnlyWhileThatPortIsBackup() {
        OneBridge bridge = new OneBridge().ports(2);
        bridge.receive(2, bridge.last(1));
        assertThat(bridge.tree.role(2)).isEqualTo(PortRole.BACKUP);
        byte[] agreement = bridge.last(2);
        assertThat(OneBridge.flags(agreement) & Frame.AGREEMENT).isNotZero();

        // Before it arrives, better information makes both ports Designated again.
        bridge.tree.configure(bridge.tree.parameters().withPriority(4096), bridge.now);
        assertThat(bridge.tree.role(2)).isEqualTo(PortRole.DESIGNATED);
        bridge.receive(1, agreement);
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.DISCARDING);

        bridge.receive(2, bridge.last(1));
        bridge.receive(1, bridge.last(2));
        assertThat(bridge.tree.role(2)).isEqualTo(PortRole.BACKUP);
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.FORWARDING);
    }
}
