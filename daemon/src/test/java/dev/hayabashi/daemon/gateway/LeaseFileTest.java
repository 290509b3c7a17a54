package dev.hayabashi.daemon.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hayabashi.services.dhcp.Lease;
import dev.hayabashi.services.dhcp.LeaseChange;
import dev.hayabashi.services.dhcp.LeaseLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseFileTest {
    private static final int FIRST = 0x0a000002;

    @TempDir
    private Path directory = Path.of("");

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    private static LeaseChange bound(int address, long startedMillis) {
        return new LeaseChange.Bound(
                new Lease(address, 0x0200_0000_0001L, "01", "", "web", "vm0", startedMillis, 3600));
    }

    private LeaseFile.Opened open(List<LeaseChange> snapshot) throws GatewayException {
        LeaseFile.Opened opened = LeaseFile.open(directory, "haya0", Runnable::run);
        opened.file()
                .start(
                        new LeaseFile.Completion() {
                            @Override
                            public void persisted(long token) {
                                heard.add("persisted " + token);
                            }

                            @Override
                            public void failed(long token, String reason) {
                                heard.add("failed " + token + " " + reason);
                            }
                        },
                        () -> snapshot);
        return opened;
    }

    private void await(String what) throws InterruptedException {
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(what);
    }

    @Test
    void whatWasReportedIsThereAfterwardsEvenBehindATornRecord() throws Exception {
        LeaseFile.Opened first = open(List.of());
        assertThat(first.changes()).isEmpty();
        first.file().persist(bound(FIRST, 1), 7);
        await("persisted 7");
        first.file().persist(new LeaseChange.Freed(FIRST, 2), 0);
        first.file().close();
        Path log = directory.resolve("haya0.leases");
        byte[] torn = LeaseLog.encode(bound(FIRST + 1, 3));
        Files.write(log, java.util.Arrays.copyOf(torn, torn.length - 1), StandardOpenOption.APPEND);

        LeaseFile.Opened second = open(List.of());
        assertThat(second.changes()).containsExactly(bound(FIRST, 1), new LeaseChange.Freed(FIRST, 2));
        second.file().persist(bound(FIRST + 2, 4), 8);
        await("persisted 8");
        second.file().close();
        assertThat(LeaseLog.decode(Files.readAllBytes(log)))
                .satisfies(contents -> assertThat(contents.isIntact()).isTrue())
                .satisfies(contents -> assertThat(contents.changes()).hasSize(3));
    }

    @Test
    void longLogIsReplacedByItsSnapshotAndWhatCameSince() throws Exception {
        LeaseFile.Opened opened = open(List.of(bound(FIRST, 5)));
        for (int i = 1; i <= 2000; i++) {
            opened.file().persist(bound(FIRST, i), i);
            await("persisted " + i);
        }
        opened.file().close();
        Path log = directory.resolve("haya0.leases");
        assertThat(Files.size(log)).isLessThan(2000L * LeaseLog.encode(bound(FIRST, 1)).length);
        List<LeaseChange> changes = LeaseLog.decode(Files.readAllBytes(log)).changes();
        assertThat(changes).contains(bound(FIRST, 5));
        assertThat(changes.get(changes.size() - 1)).isEqualTo(bound(FIRST, 2000));
    }

    @Test
    void logHasOneWriter() throws Exception {
        LeaseFile.Opened opened = open(List.of());
        assertThatThrownBy(() -> open(List.of()))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("another hayabashi writes to");
        opened.file().close();
        open(List.of()).file().close();
    }

    @Test
    void foreignFileIsNotWrittenOver() throws IOException {
        Path log = directory.resolve("haya0.leases");
        Files.writeString(log, "1795482654 96:cb:5e:b1:0c:d5 192.168.122.2 * *\n");
        assertThatThrownBy(() -> open(List.of()))
                .hasMessageContaining("cannot be used")
                .hasMessageContaining(log + "");
        assertThat(log).content().startsWith("1795482654");
    }
}
