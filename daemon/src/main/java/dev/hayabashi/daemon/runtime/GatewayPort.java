package dev.hayabashi.daemon.runtime;

import dev.hayabashi.config.Cidr;
import dev.hayabashi.config.GatewayConfig;
import dev.hayabashi.config.MacAddress;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.config.PortKind;
import dev.hayabashi.config.PortLink;
import dev.hayabashi.config.PortRelay;
import dev.hayabashi.config.PortStp;
import dev.hayabashi.config.Tristate;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The port of a gateway: a TAP of the host that is named like its bridge. */
final class GatewayPort {
    /** Its number: the last one, so that the ports of a configuration file are numbered from 1. */
    static final int NUMBER = 4095;

    private GatewayPort() {}

    static PortConfig config(String bridge, GatewayConfig gateway, long mac) {
        List<Cidr> addresses = new ArrayList<>(List.of(gateway.address()));
        gateway.ipv6().ifPresent(addresses::add);
        PortLink usual = PortLink.DEFAULT;
        PortStp stp = PortStp.defaults(PortKind.TAP);
        PortRelay relay = PortRelay.DEFAULT;
        return new PortConfig(
                bridge,
                PortKind.TAP,
                OptionalInt.of(NUMBER),
                new PortLink(
                        Optional.empty(),
                        Optional.empty(),
                        addresses,
                        Optional.of(new MacAddress(mac)),
                        OptionalInt.empty(),
                        Optional.empty(),
                        usual.queueFrames()),
                // The host is no bridge: nothing to wait for.
                new PortStp(
                        Tristate.TRUE,
                        stp.bpduGuard(),
                        stp.bpduGuardRecoverySeconds(),
                        stp.bpduFilter(),
                        stp.rootGuard(),
                        stp.tcnGuard(),
                        stp.loopGuard(),
                        stp.bridgeAssurance(),
                        stp.pointToPoint(),
                        stp.pathCost(),
                        stp.priority()),
                // Pinned: a guest that forges the gateway's address must not draw its traffic.
                new PortRelay(
                        relay.isolated(),
                        relay.learning(),
                        relay.flood(),
                        relay.multicastFlood(),
                        relay.broadcastFlood(),
                        relay.macLimit(),
                        relay.locked(),
                        relay.sticky(),
                        List.of(new MacAddress(mac))));
    }

    /** The gateway's IPv6 addresses, 16 octets each; its link-local one is made from its MAC address (RFC 4291 appendix A). */
    static List<ByteBuffer> ipv6Addresses(GatewayConfig gateway, long mac) {
        ByteBuffer linkLocal = ByteBuffer.allocate(16)
                .putLong(0, 0xfe80L << 48)
                .putInt(8, (int) (((mac >>> 24) << 8) | 0xff) ^ 0x0200_0000)
                .putInt(12, (int) ((0xfeL << 24) | (mac & 0xff_ffff)));
        List<ByteBuffer> addresses = new ArrayList<>(List.of(linkLocal));
        gateway.ipv6()
                .ifPresent(ipv6 -> addresses.add(ByteBuffer.wrap(ipv6.address().getAddress())));
        return addresses;
    }
}
