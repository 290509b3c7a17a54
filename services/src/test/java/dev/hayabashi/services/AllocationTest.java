package dev.hayabashi.services;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.services.dhcp.DhcpEngine;
import dev.hayabashi.services.dhcp.DhcpLab;
import dev.hayabashi.services.dhcp.DhcpSettings;
import dev.hayabashi.services.spi.ServicePort;
import dev.hayabashi.services.spi.SilentHost;
import dev.hayabashi.services.spi.Verdict;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is not for a service costs a bridge with all of them no object. */
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int FRAMES = 20_000;
    private static final String STATIONS = "0a0000000002 0a0000000001";
    private static final String ALL = "ffffffffffff 0a0000000001";

    private final BridgeServices services = new BridgeServices(new SilentHost());
    private final Frame frame = new Frame(ByteBuffer.allocateDirect(Frame.MEMORY_BYTES), 0);

    @ParameterizedTest
    @CsvSource({
        "TCP,            " + STATIONS
                + " 0800 4500002800004000400600000a0000010a0000020050c35000000001000000015010ffff00000000",
        "UDP to 53,      " + STATIONS + " 0800 4500001c00004000401100000a0000010a000002c350003500080000",
        "tagged,         " + STATIONS + " 81000014 0800 4500001c00004000401100000a0000010a000002c35003e900080000",
        "ARP,            " + ALL + " 0806 00010800060400010a0000000001c0a87a63000000000000c0a87a64",
        "mDNS,           01005e0000fb 0a0000000001 0800 4500001c0000400001110000c0a87a63e00000fb14e914e900080000",
        "IPv6,           " + STATIONS
                + " 86dd 6000000000083b40 fe80000000000000000000000000000a fe80000000000000000000000000000b 0000000000000000",
        "own protocol,   " + STATIONS + " 88b5 0000"
    })
    void frameForSomebodyElse(String what, String hex) {
        DhcpSettings pool = DhcpLab.settings("192.168.122.2-192.168.122.254").build();
        DhcpLab lab = new DhcpLab(pool);
        services.dhcp(new DhcpEngine(pool, lab, lab));
        services.portAdded(ServicePort.guest(1, "vm0"));
        fill(hex);
        assertThat(services.receive(frame, 1, 0, 0)).as(what).isEqualTo(Verdict.PASS);
        allocatesNothing(what);
    }

    @Test
    void measurementWouldNotice() {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        byte[] kept = new byte[100];
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isGreaterThanOrEqualTo(kept.length);
    }

    private void fill(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        frame.memory().put(Frame.VNET_HEADER_BYTES, bytes);
        frame.received(Frame.VNET_HEADER_BYTES + bytes.length);
    }

    private void allocatesNothing(String what) {
        List<Long> tenths = new ArrayList<>();
        for (int tenth = 0; tenth < 10; tenth++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < FRAMES / 10; i++) {
                services.receive(frame, 1, i * 1_000L, 0);
            }
            tenths.add(THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        // The first has classes to load, and the JVM charges a thread a few hundred bytes for compiled code.
        assertThat(tenths.subList(1, 10))
                .filteredOn(bytes -> bytes != 0)
                .as("%s: %s", what, tenths)
                .hasSizeLessThanOrEqualTo(2);
        assertThat(tenths.subList(1, 10)).allMatch(bytes -> bytes < FRAMES / 10, "less than a byte a frame");
    }
}
