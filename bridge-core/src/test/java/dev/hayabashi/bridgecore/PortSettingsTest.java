package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class PortSettingsTest {
    @Test
    void rangesAreChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PortSettings.of("x", 0, 1, 1500))
                .withMessage("port x: number 0 is outside 1..4095");
        assertThatIllegalArgumentException().isThrownBy(() -> PortSettings.of("x", 4096, 1, 1500));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PortSettings.of("x", 1, 1, 67))
                .withMessage("port x: MTU 67 is outside 68..65535");
        assertThatIllegalArgumentException().isThrownBy(() -> PortSettings.of("x", 1, 1, 65_536));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PortSettingsBuilder.port(1).macLimit(-1).build())
                .withMessage("port p1: MAC limit -1 is outside 0..2147483647");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PortSettingsBuilder.port(1).queueFrames(0).build());
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> PortSettingsBuilder.port(1).queueFrames(65_537).build())
                .withMessage("port p1: queue length 65537 is outside 1..65536");
        assertThat(PortSettingsBuilder.port(4095).mtu(68).queueFrames(65_536).build())
                .isNotNull();
    }
}
