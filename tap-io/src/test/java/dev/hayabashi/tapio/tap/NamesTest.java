package dev.hayabashi.tapio.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NamesTest {
    @Test
    void hiddenNamesAreStableValidAndDifferent() {
        assertThat(Names.hidden("haya0", "vm0"))
                .isEqualTo(Names.hidden("haya0", "vm0"))
                .hasSize(15);
        Set<String> seen = new HashSet<>();
        for (int bridge = 0; bridge < 10; bridge++) {
            for (int port = 0; port < 1000; port++) {
                seen.add(Names.hidden("haya" + bridge, "vm" + port));
            }
        }
        assertThat(seen).hasSize(10_000).allMatch(Names::isHidden);
        // The example pattern of the configuration must not catch our own.
        assertThat(seen).noneMatch(name -> name.startsWith("hb-"));
    }

    @Test
    void aliasesSayWhoseANetdevIs() {
        String alias = Names.alias("haya0", "vm0");
        assertThat(alias).isEqualTo("hayabashi:haya0:vm0");
        assertThat(Names.isOurs(alias)).isTrue();
        assertThat(Names.isOfBridge(alias, "haya0")).isTrue();
        assertThat(Names.isOfBridge(alias, "haya")).isFalse();
        assertThat(Names.isOurs("my uplink")).isFalse();
        assertThat(Names.isHidden("hbx")).isFalse();
    }

    @Test
    void anInterfaceRequestHasTheKernelsLayout() {
        InterfaceRequest request = new InterfaceRequest("fifteen-bytes-x", 0x5002);
        assertThat(request.name()).isEqualTo("fifteen-bytes-x");
        assertThat(request.flags()).isEqualTo(0x5002);
        assertThat(request.memory().buffer().get(15)).as("terminating NUL").isZero();
        assertThat(request.memory().buffer().limit()).isGreaterThanOrEqualTo(40);
        assertThatThrownBy(() -> new InterfaceRequest("sixteen-bytes-xx", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("interface name 'sixteen-bytes-xx' has 16 bytes; the kernel takes at most 15");
    }
}
