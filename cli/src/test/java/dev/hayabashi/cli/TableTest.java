package dev.hayabashi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {
    private static Table table() {
        Table table =
                new Table().text("PORT").number("#").optionalText("NETDEV").text("STATE");
        table.row("vm0", 1, "vm0", "forwarding");
        table.row("eth1", 12, "eth1@lab", "-");
        return table;
    }

    @Test
    void columnsAreAsWideAsTheyMustBeAndNumbersStandRight() {
        assertThat(table().render(80)).isEqualTo("""
                PORT   #  NETDEV    STATE
                vm0    1  vm0       forwarding
                eth1  12  eth1@lab  -
                """);
    }

    @Test
    void aNarrowTerminalLosesOptionalColumnsOnly() {
        assertThat(table().render(24)).isEqualTo("""
                PORT   #  STATE
                vm0    1  forwarding
                eth1  12  -
                """);
    }

    @Test
    void thenTheLastColumnIsCut() {
        assertThat(table().render(17)).isEqualTo("""
                PORT   #  STATE
                vm0    1  forwar…
                eth1  12  -
                """);
        assertThat(table().render(5)).as("a word to know it by stays").contains("forwa…");
    }

    @Test
    void aRowMustFitTheColumns() {
        Table table = new Table().text("A");
        assertThatThrownBy(() -> table.row("1", "2")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void countsAreShort() {
        assertThat(Output.count(0)).isEqualTo("0");
        assertThat(Output.count(999)).isEqualTo("999");
        assertThat(Output.count(1536)).isEqualTo("1.54k");
        assertThat(Output.count(15_360)).isEqualTo("15.4k");
        assertThat(Output.count(1_234_567_890_123L)).isEqualTo("1.23T");
        assertThat(Output.count(Long.MAX_VALUE)).isEqualTo("9.22E");
    }

    @Test
    void durationsReadAtAGlance() {
        assertThat(Output.duration(3725.9)).isEqualTo("1:02:05");
        assertThat(Output.duration(90_061)).isEqualTo("1d 1:01:01");
    }
}
