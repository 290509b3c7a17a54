package dev.hayabashi.tapio.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The bytes that the kernel gets. Expected values were taken from iproute2 with strace, or count out the structures. */
class RequestTest {
    private static String hex(Request request) {
        ByteBuffer message = request.finish(5, Rtnl.NLM_F_ACK);
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String little(long value, int bytes) {
        ByteBuffer buffer =
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
        return HexFormat.of().formatHex(buffer.array(), 0, bytes);
    }

    @Test
    void aLinkChangeCarriesHeaderFlagsAndPaddedAttributes() {
        Request request = LinkChange.of(7)
                .mtu(1400)
                .name("vm0")
                .address(0x02_00_00_00_00_77L)
                .arp(false)
                .up(true)
                .request();
        assertThat(hex(request))
                .isEqualTo(little(60, 4) // nlmsg_len
                        + little(Rtnl.RTM_SETLINK, 2)
                        + little(Rtnl.NLM_F_REQUEST | Rtnl.NLM_F_ACK, 2)
                        + little(5, 4) // nlmsg_seq
                        + little(0, 4)
                        + "00000000" // ifi_family, ifi_type
                        + little(7, 4)
                        + little(Rtnl.IFF_UP | Rtnl.IFF_NOARP, 4)
                        + little(Rtnl.IFF_UP | Rtnl.IFF_NOARP, 4)
                        + "0800" + "0400" + little(1400, 4)
                        + "0800" + "0300" + "766d3000"
                        + "0a00" + "0100" + "020000000077" + "0000");
    }

    @Test
    void switchingOffNamesTheBitInTheMaskOnly() {
        String message = hex(LinkChange.of(7).up(false).arp(true).request());
        assertThat(message).endsWith(little(0, 4) + little(Rtnl.IFF_UP | Rtnl.IFF_NOARP, 4));
    }

    @Test
    void nestedAttributesCountTheirInside() {
        String message = hex(LinkChange.of(7).noLinkLocalAddress().request());
        assertThat(message)
                .endsWith("1000" + little(Rtnl.NLA_F_NESTED | 26, 2) // IFLA_AF_SPEC
                        + "0c00" + little(Rtnl.NLA_F_NESTED | 10, 2) // AF_INET6
                        + "0500" + "0800" + "01" + "000000");
    }

    @Test
    void anOpenAttributeIsAMistake() {
        Request request = new Request(Rtnl.RTM_NEWLINK, 0).link(0, 0, 0, 0).begin(18);
        assertThatThrownBy(() -> request.finish(1, 0)).isInstanceOf(IllegalStateException.class);
    }
}
