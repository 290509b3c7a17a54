package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MacAddressTest {
    @ParameterizedTest
    @CsvSource({
        "aa:fc:00:00:00:01, aa:fc:00:00:00:01",
        "AA-FC-00-00-00-01, aa:fc:00:00:00:01",
        "00:00:00:00:00:00, 00:00:00:00:00:00",
        "ff:ff:ff:ff:ff:ff, ff:ff:ff:ff:ff:ff"
    })
    void bothFormsAreReadAndTheColonFormIsWritten(String text, String canonical) {
        assertThat(MacAddress.format(MacAddress.parse(text))).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "aa:fc:00:00:00",
                "aa:fc:00:00:00:01:02",
                "aa:fc:00-00:00:01",
                "aafc00000001",
                "gg:fc:00:00:00:01",
                "a:fc:00:00:00:01",
                " aa:fc:00:00:00:01"
            })
    void anythingElseIsRefusedWithItsText(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MacAddress.parse(text))
                .withMessage("'" + text + "' is not a MAC address such as aa:fc:00:00:00:01");
    }

    @Test
    void kindsOfAddresses() {
        assertThat(MacAddress.isGroup(MacAddress.BROADCAST)).isTrue();
        assertThat(MacAddress.isGroup(MacAddress.parse("01:00:5e:00:00:01"))).isTrue();
        assertThat(MacAddress.isGroup(MacAddress.parse("02:00:5e:00:00:01"))).isFalse();
        assertThat(MacAddress.isLocal(MacAddress.parse("02:00:5e:00:00:01"))).isTrue();
        assertThat(MacAddress.isLocal(MacAddress.parse("00:00:5e:00:00:01"))).isFalse();
        long made = MacAddress.local(-1);
        assertThat(MacAddress.format(made)).isEqualTo("fe:ff:ff:ff:ff:ff");
        for (int last = 0; last <= 0xff; last++) {
            assertThat(MacAddress.isReserved(MacAddress.BRIDGE_GROUP + last)).isEqualTo(last <= 0x0f);
        }
        assertThat(MacAddress.isReserved(MacAddress.BRIDGE_GROUP - 1)).isFalse();
    }
}
