package dev.hayabashi.tapio.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InterfaceAddressTest {
    @ParameterizedTest
    @CsvSource({
        "192.168.122.1/24, 192.168.122.255",
        "10.0.0.1/8, 10.255.255.255",
        "10.1.2.3/30, 10.1.2.3",
        "10.1.2.3/20, 10.1.15.255"
    })
    void broadcastAddresses(String text, String broadcast) throws Exception {
        assertThat(java.net.InetAddress.getByAddress(
                                InterfaceAddress.parse(text).broadcast())
                        .getHostAddress())
                .isEqualTo(broadcast);
    }

    @Test
    void bothFamilies() {
        assertThat(InterfaceAddress.parse("fd00::1/64")).hasToString("fd00:0:0:0:0:0:0:1/64");
        assertThat(InterfaceAddress.parse("192.168.122.1/24")).hasToString("192.168.122.1/24");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "10.0.0.1", "10.0.0.1/", "localhost/8", "10.0.0/24/3", "10.0.0.1/33", "fd00::1/129", "abc/8"
            })
    void anythingElseIsRefusedWithTheText(String text) {
        assertThatThrownBy(() -> InterfaceAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
