package dev.hayabashi.services;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.services.spi.ServicePort;
import dev.hayabashi.services.spi.SilentHost;
import dev.hayabashi.services.spi.Verdict;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A VLAN tag, which a guest may strip without a thought when its identifier is 0, gets nothing past the guards. */
class TaggedGuardTest {
    private static final String ADDRESSES = "ffffffffffff0a0000000001";
    private static final String DHCP_REPLY =
            "0800 45000030000000004011 0000 0a000001 ffffffff 0043 0044 001c 0000 0201060000000000";
    private static final String ADVERTISEMENT = "86dd 60000000 00083aff fe800000000000000000000000000001"
            + "ff020000000000000000000000000001 86000000 40000000";
    private static final String ARP = "0806 0001080006040001 0a0000000001 0a000001 000000000000 0a000002";

    private final BridgeServices services = new BridgeServices(new SilentHost());

    @ParameterizedTest
    @CsvSource({
        "'', DROP_DHCP_GUARD, DROP_RA_GUARD",
        "81000000, DROP_DHCP_GUARD, DROP_RA_GUARD",
        "81000014, DROP_DHCP_GUARD, DROP_RA_GUARD",
        "88a80001 81000002, DROP_DHCP_GUARD, DROP_RA_GUARD",
        "81000000 81000000 81000000, DROP_DHCP_GUARD, DROP_RA_GUARD"
    })
    void guardsLookThroughTags(String tags, Verdict dhcp, Verdict ra) {
        services.portAdded(ServicePort.guest(1, "vm0"));
        services.portAdded(new ServicePort(2, "eth0", true, true));
        services.portAdded(new ServicePort(3, "vm1", false, true, true, false));
        assertThat(receive(1, tags + DHCP_REPLY)).isEqualTo(dhcp);
        assertThat(receive(1, tags + ADVERTISEMENT)).isEqualTo(ra);
        assertThat(receive(1, tags + ARP)).isEqualTo(Verdict.PASS);
        assertThat(receive(2, tags + DHCP_REPLY)).isEqualTo(Verdict.PASS);
        assertThat(receive(2, tags + ADVERTISEMENT)).isEqualTo(Verdict.PASS);
        assertThat(receive(3, tags + DHCP_REPLY)).isEqualTo(dhcp);
        assertThat(receive(3, tags + ADVERTISEMENT)).as("only its own guard").isEqualTo(Verdict.PASS);
    }

    private Verdict receive(int port, String hex) {
        byte[] bytes = HexFormat.of().parseHex((ADDRESSES + hex).replace(" ", ""));
        Frame frame = new Frame(ByteBuffer.allocateDirect(Frame.MEMORY_BYTES), 0);
        frame.memory().put(Frame.VNET_HEADER_BYTES, bytes);
        frame.received(Frame.VNET_HEADER_BYTES + bytes.length);
        return services.receive(frame, port, 0, 0);
    }
}
