package dev.hayabashi.services.dhcp;

import dev.hayabashi.services.spi.ServiceEvent;
import dev.hayabashi.services.spi.ServicePort;
import dev.hayabashi.services.spi.Verdict;
import dev.hayabashi.services.wire.UdpPacket;

/**
 * Looks at what only a DHCP server sends. From a guarded port it is dropped, well-formed or not; from another one it
 * passes, and an operator hears of the other server.
 */
final class DhcpGuard {
    private final ServerState state;

    DhcpGuard(ServerState state) {
        this.state = state;
    }

    Verdict receive(UdpPacket packet, ServicePort port, long nowNanos) {
        DhcpMessage message = DhcpParser.parse(packet.memory(), packet.payloadOffset(), packet.payloadLength());
        int server = message == null ? 0 : message.options().address(OptionCode.SERVER_IDENTIFIER);
        int who = server != 0 ? server : packet.source();
        boolean dropped = port.dhcpGuard();
        if (dropped) {
            state.counters.guarded();
        }
        long mac = packet.sourceMac();
        if (mac != state.settings().serverMac()) {
            state.gated(
                    "server " + mac + port.name(),
                    nowNanos,
                    suppressed -> new ServiceEvent.OtherDhcpServer(who, mac, port.name(), dropped, suppressed));
        }
        return dropped ? Verdict.DROP_DHCP_GUARD : Verdict.PASS;
    }
}
