package dev.hayabashi.stp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Small networks whose trees are known from the standard, from test suites, and by hand. */
class TopologyTest {
    private final Lab lab = new Lab();

    private void settlesIn(int rstp, int stp) {
        boolean old = lab.version == ForceVersion.STP;
        assertThat(lab.settle()).as("settling time").isCloseTo(old ? stp : rstp, within(old ? 2 : 1));
        assertThat(lab.loops()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(ForceVersion.class)
    void workedExampleOf1998(ForceVersion version) {
        lab.version = version;
        lab.defaultCost = 10;
        lab.bridge("B0", 0x42, "a b");
        lab.bridge("B1", 0x97, "c:5 a d:5");
        lab.bridge("B2", 0x45, "b e");
        lab.bridge("B3", 0x57, "b:5 e:5");
        lab.bridge("B4", 0x83, "a:5 e:5");
        settlesIn(22, 35);
        lab.expect("B0", "D D").expect("B1", "De R:10 De").expect("B2", "R:10 A");
        lab.expect("B3", "R:5 D").expect("B4", "R:5 A");
    }

    @ParameterizedTest
    @EnumSource(ForceVersion.class)
    void figure17Dash4(ForceVersion version) {
        lab.version = version;
        lab.bridge("B0", 0x111, "a b e c");
        lab.bridge("B1", 0x222, "a b d f");
        lab.bridge("B2", 0x333, "c d l j h g");
        lab.bridge("B3", 0x444, "e f n m k i");
        lab.bridge("B4", 0x555, "g i 0 0");
        lab.bridge("B5", 0x666, "h k 0 0");
        lab.bridge("B6", 0x777, "j m 0 0");
        lab.bridge("B7", 0x888, "l n 0 0");
        settlesIn(3, 35);
        lab.expect("B0", "D D D D").expect("B1", "R:1 A D D").expect("B2", "R:1 A D D D D");
        lab.expect("B3", "R:1 A D D D D");
        lab.expect("B4", "R:2 A De De").expect("B5", "R:2 A De De").expect("B6", "R:2 A De De");
        lab.expect("B7", "R:2 A De De");
        lab.node("B7").cable("l n o o");
        settlesIn(2, 1);
        lab.expect("B7", "R:2 A D K");
    }

    @ParameterizedTest
    @EnumSource(ForceVersion.class)
    void figure17Dash6(ForceVersion version) {
        lab.version = version;
        lab.bridge("B0", 0x111, "a b l");
        lab.bridge("B1", 0x222, "b c d");
        lab.bridge("B2", 0x333, "d e f");
        lab.bridge("B3", 0x444, "f g h");
        lab.bridge("B4", 0x555, "j h i");
        lab.bridge("B5", 0x666, "l j k");
        settlesIn(3, 35);
        lab.expect("B0", "De D D").expect("B1", "R:1 De D").expect("B2", "R:2 De D");
        lab.expect("B3", "R:3 De A").expect("B4", "R:2 D De").expect("B5", "R:1 D De");
    }

    @ParameterizedTest
    @EnumSource(ForceVersion.class)
    void linkFailureOnParallelLinks(ForceVersion version) {
        lab.version = version;
        lab.bridge("B0", 0x111, "a b c");
        lab.bridge("B1", 0x222, "a b c");
        settlesIn(0, 35);
        lab.expect("B0", "D D D").expect("B1", "R:1 A A");
        lab.node("B1").cable("0 _ _");
        settlesIn(9, 35);
        lab.expect("B0", "D D D").expect("B1", "D R:1 A");
        lab.node("B1").cable("X _ _");
        settlesIn(0, 0);
        lab.expect("B1", "X R:1 A");
        lab.node("B1").cable("_ 0 _");
        settlesIn(9, 35);
        lab.expect("B1", "X D R:1");
        lab.node("B1").cable("_ X _");
        settlesIn(0, 0);
        lab.expect("B0", "D D D").expect("B1", "X X R:1");
    }

    @ParameterizedTest
    @EnumSource(ForceVersion.class)
    void alternateTakesOverWhenTheRootPortFails(ForceVersion version) {
        lab.version = version;
        lab.bridge("B0", 0x111, "a b");
        lab.bridge("B1", 0x222, "a c");
        lab.bridge("B2", 0x333, "b c");
        settlesIn(0, 35);
        lab.expect("B0", "D D").expect("B1", "R:1 D").expect("B2", "R:1 A");
        lab.node("B2").cable("X _");
        settlesIn(0, 30);
        lab.expect("B0", "D D").expect("B1", "R:1 D").expect("B2", "X R:2");
    }

    @ParameterizedTest
    @EnumSource(ForceVersion.class)
    void openPorts(ForceVersion version) {
        lab.version = version;
        lab.bridge("B0", 0x111, "0 0");
        settlesIn(3, 35);
        lab.expect("B0", "De De");
    }

    @ParameterizedTest
    @EnumSource(ForceVersion.class)
    void twoPortsOfOneBridgeCabledTogether(ForceVersion version) {
        lab.version = version;
        lab.bridge("A", 1, "o o");
        lab.run(60);
        lab.expect("A", "D K");
    }

    @Test
    void versionsMixedInATriangle() {
        lab.bridge("A", 1, "a b");
        lab.bridge("B", 2, ForceVersion.STP, p -> p, "a c");
        lab.bridge("C", 3, "b c");
        settlesIn(35, 35);
        lab.expect("A", "D D").expect("B", "R:1 D").expect("C", "R:1 A");
        lab.node("B").version(ForceVersion.RSTP);
        lab.run(4);
        lab.expect("A", "D D").expect("B", "R:1 D").expect("C", "R:1 A");
        assertThat(lab.node("A").port(1).spoken()).isEqualTo(ForceVersion.RSTP);
        assertThat(lab.node("B").port(2).spoken()).isEqualTo(ForceVersion.RSTP);
        assertThat(lab.node("C").port(2).spoken()).isEqualTo(ForceVersion.RSTP);
    }
}
