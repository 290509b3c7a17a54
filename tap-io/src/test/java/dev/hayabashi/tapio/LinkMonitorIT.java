package dev.hayabashi.tapio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hayabashi.tapio.fixture.DaemonSide;
import dev.hayabashi.tapio.fixture.NetNs;
import dev.hayabashi.tapio.netlink.LinkChange;
import dev.hayabashi.tapio.netlink.LinkInfo;
import dev.hayabashi.tapio.netlink.LinkListener;
import dev.hayabashi.tapio.netlink.LinkMonitor;
import dev.hayabashi.tapio.netlink.Rtnetlink;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkMonitorIT {
    private DaemonSide daemon;
    private NetNs host;
    private final Journal journal = new Journal();

    /** What was told, one word each. */
    private static final class Journal implements LinkListener {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public void linkChanged(LinkInfo link) {
            lines.add(link.name() + " " + (link.adminUp() ? "up" : "down") + " " + (link.carrier() ? "carrier" : "dead")
                    + " " + link.mtuBytes());
        }

        @Override
        public void linkGone(LinkInfo last) {
            lines.add(last.name() + " gone");
        }

        @Override
        public void namespaceGone(int namespaceId) {
            lines.add("namespace gone");
        }

        String last() {
            return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        }
    }

    @BeforeEach
    void start() {
        daemon = new DaemonSide();
        host = daemon.namespace();
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private LinkMonitor monitor() {
        return daemon.loop().links();
    }

    @Test
    void tellsTheLifeOfANetdev() throws Exception {
        daemon.onLoop(() -> monitor().watch(LinkInfo.OWN_NAMESPACE, "a1", journal));
        host.exec("ip", "link", "add", "a1", "type", "veth", "peer", "name", "b1");
        await().until(() -> journal.last().equals("a1 down dead 1500"));
        host.exec("ip", "link", "set", "a1", "up");
        await().until(() -> journal.last().equals("a1 up dead 1500"));
        host.exec("ip", "link", "set", "b1", "up");
        await().until(() -> journal.last().equals("a1 up carrier 1500"));
        host.exec("ip", "link", "set", "a1", "mtu", "1400");
        await().until(() -> journal.last().equals("a1 up carrier 1400"));
        host.exec("ip", "link", "set", "a1", "down");
        host.exec("ip", "link", "set", "a1", "name", "c1");
        await().until(() -> journal.last().equals("a1 gone"));
        host.exec("ip", "link", "set", "c1", "name", "a1");
        await().until(() -> journal.last().equals("a1 down dead 1400"));
        host.exec("ip", "link", "del", "a1");
        await().until(() -> journal.last().equals("a1 gone"));
        assertThat(journal.lines).doesNotContain("b1 up carrier 1500");
        assertThat(monitor().malformed()).isZero();
    }

    @Test
    void tellsOfWhatIsThereAlready() throws Exception {
        await().until(() -> monitor().find(LinkInfo.OWN_NAMESPACE, "lo").isPresent());
        daemon.onLoop(() -> monitor().watch(LinkInfo.OWN_NAMESPACE, "lo", journal));
        assertThat(journal.lines).containsExactly("lo up carrier 65536");
    }

    @Test
    void watchingAllSeesEveryNetdevOfOurNamespace() throws Exception {
        daemon.onLoop(() -> monitor().watchAll(journal));
        host.exec("ip", "tuntap", "add", "hb-7", "mode", "tap");
        await().until(() -> journal.lines.contains("hb-7 down dead 1500"));
        host.exec("ip", "link", "del", "hb-7");
        await().until(() -> journal.last().equals("hb-7 gone"));
    }

    @Test
    void hearsOfAnotherNamespaceAndOfItsEndWithoutKeepingItAlive() throws Exception {
        try (NetNs other = NetNs.create()) {
            int id = host.call(() -> {
                try (Rtnetlink rtnetlink = Rtnetlink.open();
                        var namespace = dev.hayabashi.tapio.sys.NetNamespace.named(other.name())) {
                    return rtnetlink.namespaceId(namespace);
                }
            });
            daemon.onLoop(() -> monitor().watch(id, "a1", journal));
            other.exec("ip", "link", "add", "a1", "type", "veth", "peer", "name", "b1");
            await().until(() -> journal.last().equals("a1 down dead 1500"));
            // Our own netdev of the same name is another one.
            host.exec("ip", "link", "add", "a1", "mtu", "1400", "type", "veth", "peer", "name", "b1");
            other.delete();
            await().until(() -> journal.last().equals("namespace gone"));
            assertThat(journal.lines).contains("a1 gone").noneMatch(line -> line.endsWith("1400"));
        }
    }

    @Test
    void noListenerKeepsAWrongPictureAfterAnOverrun() throws Exception {
        host.exec("ip", "link", "add", "a1", "type", "veth", "peer", "name", "b1");
        host.exec("ip", "link", "add", "a2", "type", "veth", "peer", "name", "b2");
        daemon.onLoop(() -> monitor().watch(LinkInfo.OWN_NAMESPACE, "a1", journal));
        Journal second = new Journal();
        daemon.onLoop(() -> monitor().watch(LinkInfo.OWN_NAMESPACE, "a2", second));
        await().until(() -> !journal.lines.isEmpty() && !second.lines.isEmpty());

        CountDownLatch release = new CountDownLatch(1);
        daemon.loop().eventLoop().execute(() -> awaitQuietly(release));
        host.run(() -> changeManyTimes("b1", 6000));
        host.exec("ip", "link", "del", "a1");
        host.exec("ip", "link", "set", "a2", "mtu", "1300");
        release.countDown();

        await().until(() -> journal.last().equals("a1 gone"));
        await().until(() -> second.last().equals("a2 down dead 1300"));
        assertThat(monitor().overruns()).as("the kernel had to drop messages").isPositive();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void changeManyTimes(String name, int times) {
        try (Rtnetlink rtnetlink = Rtnetlink.open()) {
            int ifindex = rtnetlink.link(name).orElseThrow().ifindex();
            for (int i = 0; i < times; i++) {
                rtnetlink.change(name, LinkChange.of(ifindex).mtu(1400 + i % 2));
            }
        }
    }
}
