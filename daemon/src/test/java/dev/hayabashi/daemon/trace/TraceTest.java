package dev.hayabashi.daemon.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.bridgecore.Rehearsal;
import dev.hayabashi.daemon.api.ApiException;
import dev.hayabashi.daemon.api.TraceView;
import dev.hayabashi.daemon.decode.FrameBytes;
import dev.hayabashi.daemon.observe.Lab;
import dev.hayabashi.stp.EdgeMode;
import dev.hayabashi.stp.ForceVersion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TraceTest {
    private static final String A = "aa:fc:00:00:00:01";
    private static final String B = "aa:fc:00:00:00:02";

    private final Lab lab = new Lab(ForceVersion.RSTP);
    private BridgePort vm0;
    private BridgePort vm1;
    private BridgePort eth1;

    @BeforeEach
    void threePorts() {
        vm0 = lab.port("vm0", 1, "vm", EdgeMode.TRUE);
        vm1 = lab.port("vm1", 2, "vm", EdgeMode.TRUE);
        eth1 = lab.port("eth1", 3, "netdev", EdgeMode.FALSE);
        lab.link(vm0, true);
        lab.link(vm1, true);
        lab.link(eth1, true);
    }

    @Test
    void aMadeUpBroadcastSaysWhereItWouldGoAndWhyNotElsewhere() {
        TraceView trace = walk("{\"in\":\"vm0\",\"src\":\"" + A + "\",\"dst\":\"ff:ff:ff:ff:ff:ff\"}");
        assertThat(trace.verdict()).isEqualTo("forwarded");
        assertThat(trace.steps().stream().map(TraceView.StepView::text))
                .containsExactly(
                        "came in by vm0, 60 bytes; the port is forwarding",
                        "source " + A + " is new: learned on vm0",
                        "destination is a group address: flood",
                        "forwarded to vm1");
        assertThat(trace.egress()).containsExactly(new TraceView.EgressView("vm1", "sent", null));
        assertThat(trace.notTo())
                .containsExactly(
                        new TraceView.PassedOverView("vm0", "the frame came in here"),
                        new TraceView.PassedOverView("eth1", "the port is not forwarding (discarding)"));
        assertThat(lab.bridge.macTable().learnedCount())
                .as("nothing was learned")
                .isZero();
        assertThat(lab.bridge.snapshot(false, 0).fates().received()).isZero();
    }

    @Test
    void aClosedGateIsNamed() {
        TraceView trace =
                walk("{\"in\":\"eth1\",\"src\":\"" + A + "\",\"dst\":\"" + B + "\",\"vlan\":7,\"length\":100}");
        assertThat(trace.verdict()).isEqualTo("dropped");
        assertThat(trace.reason()).isEqualTo("port_discarding");
        assertThat(trace.frame()).startsWith("VLAN 7 EtherType 0x88b5 from " + A);
    }

    @Test
    void aKnownStationIsFound() {
        lab.receive(vm1, FrameBytes.arpRequest(B, "10.0.0.2", "10.0.0.1"));
        assertThat(walk("{\"in\":\"vm0\",\"src\":\"" + A + "\",\"dst\":\"" + B + "\"}").steps().stream()
                        .map(TraceView.StepView::text))
                .contains("destination " + B + " is behind vm1");
    }

    @Test
    void aRequestThatIsWrongIsRefusedWithAHint() {
        for (String body : List.of(
                "",
                "[]",
                "{}",
                "{\"in\":\"vm0\",\"src\":\"x\",\"dst\":\"" + A + "\"}",
                "{\"in\":\"vm0\",\"src\":\"" + A + "\"}",
                "{\"in\":\"vm0\",\"src\":\"" + A + "\",\"dst\":\"" + B + "\",\"vlan\":5000}",
                "{\"in\":\"vm0\",\"src\":\"" + A + "\",\"dst\":\"" + B + "\",\"nonsense\":1}")) {
            assertThatThrownBy(() -> TraceRequest.read(body)).as(body).isInstanceOf(ApiException.class);
        }
    }

    @Test
    void aLiveTraceFollowsOneStationAndStops() {
        List<TraceView> traces = new ArrayList<>();
        LiveTrace live = new LiveTrace(
                MacAddress.parse(A),
                2,
                () -> new TraceRecorder(lab.bridge),
                recorder -> traces.add(recorder.view(true, "now")));
        lab.bridge.observer(live);
        lab.receive(vm1, FrameBytes.arpRequest(B, "10.0.0.2", "10.0.0.1"));
        lab.receive(vm0, FrameBytes.arpRequest(A, "10.0.0.3", "10.0.0.1"));
        lab.receive(eth1, FrameBytes.arpRequest(A, "10.0.0.3", "10.0.0.1"));
        lab.receive(vm0, FrameBytes.arpRequest(A, "10.0.0.3", "10.0.0.1"));
        assertThat(traces.stream().map(TraceView::verdict)).containsExactly("forwarded", "dropped");
        assertThat(traces.get(0).frame()).isEqualTo("ARP who-has 10.0.0.1 tell 10.0.0.3");
    }

    private TraceView walk(String body) {
        TraceRequest request = TraceRequest.read(body);
        TraceRecorder recorder = new TraceRecorder(lab.bridge);
        int number = request.in().equals("vm0") ? 1 : 3;
        Rehearsal.walk(lab.bridge, number, request.frame().frame(), recorder, lab.now);
        return recorder.view(false, "now");
    }
}
