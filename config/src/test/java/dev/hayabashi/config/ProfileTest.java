package dev.hayabashi.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** One word for many keys, and each key by itself. */
class ProfileTest {
    private static PortConfig port(String yaml) throws ConfigException {
        return ConfigReader.readPort("request", "{name: p, " + yaml + "}");
    }

    @Test
    void kindsHaveTheirProfile() throws ConfigException {
        assertThat(port("kind: vm").profile()).isEqualTo(PortProfile.GUEST);
        assertThat(port("kind: netdev").profile()).isEqualTo(PortProfile.UPLINK);
        assertThat(port("kind: tap").profile()).isEqualTo(PortProfile.NONE);
        assertThat(port("kind: tap").guards()).isEqualTo(PortGuards.NONE);
    }

    @Test
    void guestIsGuarded() throws ConfigException {
        PortConfig guest = port("kind: vm");
        assertThat(guest.stp().edge()).isEqualTo(Tristate.TRUE);
        assertThat(guest.stp().bpduGuard()).isTrue();
        assertThat(guest.relay().macLimit()).isEqualTo(64);
        assertThat(guest.guards().stormControl()).isEqualTo(StormConfig.GUEST);
        assertThat(guest.guards().dhcpGuard()).isTrue();
        assertThat(guest.guards().raGuard()).isTrue();
        assertThat(guest.guards().loopDetection()).isTrue();
        assertThat(guest.guards().ipSourceGuard()).isFalse();
        assertThat(guest.relay().isolated()).isFalse();
    }

    @Test
    void lockedIsGuestAndMore() throws ConfigException {
        PortConfig locked = port("kind: tap, profile: locked");
        assertThat(locked.guards().dhcpGuard()).isTrue();
        assertThat(locked.guards().ipSourceGuard()).isTrue();
        assertThat(locked.relay().isolated()).isTrue();
        assertThat(locked.relay().flood()).isFalse();
        assertThat(locked.relay().macLimit()).isEqualTo(1);
        assertThat(locked.relay().sticky()).isTrue();
        assertThat(locked.stp().bpduGuard()).isTrue();
    }

    @Test
    void labGuardsNothing() throws ConfigException {
        PortConfig lab = port("kind: vm, profile: lab");
        assertThat(lab.guards().transparent()).isTrue();
        assertThat(lab.guards().stormControl()).isEqualTo(StormConfig.OFF);
        assertThat(lab.stp().bpduGuard()).isFalse();
        assertThat(lab.relay().macLimit()).isZero();
    }

    @Test
    void eachFlagCanBeSetByItself() throws ConfigException {
        PortConfig guest = port("kind: vm, dhcp-guard: false, mac-limit: 3");
        assertThat(guest.guards().dhcpGuard()).isFalse();
        assertThat(guest.guards().raGuard()).isTrue();
        assertThat(guest.relay().macLimit()).isEqualTo(3);
    }

    @Test
    void changeOfTheProfileTakesAlongWhatNobodySet() throws ConfigException {
        PortConfig guest = port("kind: vm, mac-limit: 3, tcn-guard: true");
        PortConfig locked = ConfigReader.patchPort("request", "{profile: locked}", guest);
        assertThat(locked.relay().macLimit()).as("somebody's decision").isEqualTo(3);
        assertThat(locked.stp().tcnGuard()).isTrue();
        assertThat(locked.relay().isolated()).isTrue();
        assertThat(locked.guards().ipSourceGuard()).isTrue();
        PortConfig back = ConfigReader.patchPort("request", "{profile: null}", locked);
        assertThat(back).isEqualTo(guest);
        PortConfig unset = ConfigReader.patchPort("request", "{mac-limit: null}", locked);
        assertThat(unset.relay().macLimit()).isEqualTo(1);
    }

    @Test
    void onlyWhatDiffersFromTheProfileIsWritten() throws ConfigException {
        assertThat(ConfigWriter.write(port("kind: vm"))).isEqualTo("name: p\nkind: vm\n");
        String written = ConfigWriter.write(port("kind: vm, profile: locked, isolated: false"));
        assertThat(written).isEqualTo("name: p\nkind: vm\nprofile: locked\nisolated: false\n");
    }

    @Test
    void resolvedNamesEverything() throws ConfigException {
        assertThat(ConfigWriter.resolved(port("kind: vm, storm-control: {broadcast: 7}")))
                .containsEntry("bpdu-guard", true)
                .containsEntry("mac-limit", 64)
                .containsEntry("storm-control", java.util.Map.of("broadcast", 7))
                .containsEntry("rate-limit", "off");
    }

    @Test
    void wrongKeyDeepInALimitIsNamedWithItsPlace() {
        assertThatThrownBy(() -> ConfigReader.readPort(
                        "f", "name: p\nkind: tap\nrate-limit:\n  rx:\n    bandwidth: {sise: 5}\n"))
                .hasMessage("f:5:16: 'bandwidth' needs a size; write 'size: 1000000', or remove 'bandwidth'\n"
                        + "f:5:17: unknown key 'sise' in 'bandwidth'; did you mean 'size'?");
    }
}
