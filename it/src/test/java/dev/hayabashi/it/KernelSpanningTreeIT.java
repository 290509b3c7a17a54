package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.BpduCapture;
import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.Hosts;
import dev.hayabashi.it.fixture.KernelBridge;
import dev.hayabashi.it.fixture.NetNs;
import dev.hayabashi.it.fixture.Probes;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Side by side with the kernel's spanning tree, which knows STP of 1998 only: as root and as leaf, over parallel links and in a ring. */
class KernelSpanningTreeIT {
    private static final Duration CONVERGED = Duration.ofSeconds(60);
    private static final int KERNEL_PRIORITY = 16384;
    private static final String TIMES = "hello-time: 2, max-age: 6, forward-delay: 4";

    private final NetNs ours = NetNs.create("h");
    private final NetNs kernel = NetNs.create("k");
    private final NetNs kernel2 = NetNs.create("l");
    private final NetNs ourHost = NetNs.create("hh");
    private final NetNs kernelHost = NetNs.create("kh");

    @BeforeEach
    void hosts() {
        kernelHost.veth("host", kernel, "tohost");
        kernelHost.run("ip addr add 10.9.0.2/24 dev host");
    }

    @AfterEach
    void remove() {
        for (NetNs namespace : new NetNs[] {ourHost, kernelHost, ours, kernel, kernel2}) {
            namespace.close();
        }
    }

    private Daemon daemon(int priority, String... cables) {
        StringBuilder ports = new StringBuilder();
        for (String cable : cables) {
            ports.append("      - {name: ").append(cable).append(", kind: netdev}\n");
        }
        return Daemon.start(ours, """
                bridges:
                  - name: haya0
                    stp: {priority: %d, %s}
                    ports:
                      - {name: h1, kind: tap, netns: %s, address: 10.9.0.1/24, edge: true}
                %s""".formatted(priority, TIMES, ourHost.name(), ports));
    }

    /** @param priority ours; the kernel's is 16384 */
    @ParameterizedTest
    @CsvSource({
        "4096, designated/forwarding, designated/forwarding, blocking",
        "61440, root/forwarding, alternate/discarding, forwarding"
    })
    void ofTwoParallelLinksOneIsBlocked(int priority, String first, String second, String kernelSecond) {
        ours.veth("p1", kernel, "q1");
        ours.veth("p2", kernel, "q2");
        KernelBridge bridge = KernelBridge.create(kernel, "br0", KERNEL_PRIORITY);
        bridge.add("q1");
        bridge.add("q2");
        bridge.add("tohost");
        try (BpduCapture capture = BpduCapture.start(kernel, "q1");
                Probes atKernelHost = Probes.watch(kernelHost, "host");
                Probes fromKernel = Probes.send(kernelHost, "host", 200);
                Daemon daemon = daemon(priority, "p1", "p2");
                Probes atOurs = Probes.watch(ourHost, "h1");
                Probes fromOurs = Probes.send(ourHost, "h1", 200)) {
            daemon.awaitRoleAndState("p1", first, CONVERGED);
            daemon.awaitRoleAndState("p2", second, CONVERGED);
            awaitKernel(bridge, "q2", kernelSecond);
            awaitKernel(bridge, "q1", "forwarding");
            awaitKernel(bridge, "tohost", "forwarding");
            assertThat(daemon.get("/v1/stp")
                            .get(0)
                            .path("ports")
                            .get(1)
                            .path("protocol")
                            .asString())
                    .as("the kernel speaks STP, so we fall back to it")
                    .isEqualTo("stp");
            assertThat(ourHost.run("ping -c 2 -i 0.2 10.9.0.2")).contains(" 0% packet loss");
            Probes.assertNoLoop(List.of(fromOurs, fromKernel), List.of(atKernelHost, atOurs));
            // By flag, from the root in Configuration BPDUs, from a leaf in the RST BPDUs that it begins with.
            assertDecoded(capture, bpdu -> (bpdu.flagBits() & 0x01) != 0);
        }
    }

    /** @param topologyChange whether a BPDU tells of a change of topology in the way that is looked for */
    private static void assertDecoded(BpduCapture capture, Predicate<BpduCapture.Bpdu> topologyChange) {
        assertThat(capture.decoded())
                .allSatisfy(bpdu -> assertThat(bpdu.complaint()).isEmpty())
                .anyMatch(topologyChange);
    }

    /**
     * @param priority ours; the near kernel bridge has 16384, the far one 32768
     */
    @ParameterizedTest
    @CsvSource({
        "4096, designated/forwarding, designated/forwarding, blocking, forwarding",
        "61440, root/forwarding, alternate/discarding, forwarding, forwarding"
    })
    void inARingWithTwoKernelBridgesTheCutIsHealed(
            int priority, String first, String second, String farToNear, String afterTheCut) {
        ours.veth("p1", kernel, "q1");
        ours.veth("p2", kernel2, "r2");
        kernel.veth("q3", kernel2, "r3");
        KernelBridge near = KernelBridge.create(kernel, "br0", KERNEL_PRIORITY);
        near.add("q1");
        near.add("q3");
        near.add("tohost");
        KernelBridge far = KernelBridge.create(kernel2, "br0", 32768);
        far.add("r2");
        far.add("r3");
        try (BpduCapture capture = BpduCapture.start(kernel2, "r2");
                Daemon daemon = daemon(priority, "p1", "p2");
                Probes atKernelHost = Probes.watch(kernelHost, "host");
                Probes atOurs = Probes.watch(ourHost, "h1");
                Probes fromOurs = Probes.send(ourHost, "h1", 200);
                Probes fromKernel = Probes.send(kernelHost, "host", 200)) {
            daemon.awaitRoleAndState("p1", first, CONVERGED);
            daemon.awaitRoleAndState("p2", second, CONVERGED);
            awaitKernel(near, "q1", "forwarding");
            awaitKernel(near, "tohost", "forwarding");
            awaitKernel(far, "r3", farToNear);
            Hosts.awaitReply(ourHost, "10.9.0.2");
            ours.run("ip link set p1 down");
            awaitKernel(far, "r3", afterTheCut);
            Hosts.awaitReply(ourHost, "10.9.0.2");
            Probes.assertNoLoop(List.of(fromOurs, fromKernel), List.of(atKernelHost, atOurs));
            // A leaf whose root port has moved to a neighbour of 1998 sends a TCN there.
            assertDecoded(
                    capture,
                    priority < KERNEL_PRIORITY
                            ? bpdu -> bpdu.type().equals("0x00")
                            : bpdu -> bpdu.type().equals("0x80"));
        }
    }

    private static void awaitKernel(KernelBridge bridge, String port, String state) {
        Awaitility.await("kernel port " + port + " " + state)
                .atMost(CONVERGED)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> bridge.state(port), state::equals);
    }
}
