package dev.hayabashi.services.dns;

import dev.hayabashi.services.spi.ServiceHost;
import dev.hayabashi.services.spi.ServicePort;
import dev.hayabashi.services.spi.Verdict;
import dev.hayabashi.services.wire.Endpoint;
import dev.hayabashi.services.wire.Endpoint6;
import dev.hayabashi.services.wire.FrameWriter;
import dev.hayabashi.services.wire.UdpPacket;
import dev.hayabashi.services.wire.Wire;
import java.nio.ByteBuffer;

/** Takes queries out of frames to the gateway and puts answers into frames. */
public final class DnsFrames {
    /** Room for the largest UDP answer that {@link DnsLimits} allows. */
    private static final int FRAME_BYTES = Wire.UDP6_OVERHEAD_BYTES + 1400;

    private final DnsEngine engine;
    private final ServiceHost host;
    private final FrameWriter writer = new FrameWriter(FRAME_BYTES);

    public DnsFrames(DnsEngine engine, ServiceHost host) {
        this.engine = engine;
        this.host = host;
    }

    /** UDP to port 53, wherever it goes; only what goes to the gateway is taken. */
    public Verdict receive(UdpPacket packet, ServicePort port, long nowNanos) {
        DnsSettings settings = engine.settings();
        boolean ours = packet.destinationMac() == settings.gatewayMac()
                && (packet.isIpv6()
                        ? settings.gatewayAddresses6().contains(packet.destination6())
                        : packet.destination() == settings.gatewayAddress());
        if (!ours) {
            return Verdict.PASS;
        }
        if (packet.sourcePort() == 0) {
            // Port 0 cannot be answered (RFC 768: "source port is optional").
            return Verdict.CONSUMED;
        }
        DnsClient client = packet.isIpv6() ? client6(packet, port) : client4(packet, port);
        ByteBuffer message = packet.memory().slice(packet.payloadOffset(), packet.payloadLength());
        engine.query(client, message, nowNanos);
        return Verdict.CONSUMED;
    }

    private DnsClient client4(UdpPacket packet, ServicePort port) {
        return new Client4(
                this,
                port.number(),
                new Endpoint(packet.sourceMac(), packet.source(), packet.sourcePort()),
                new Endpoint(packet.destinationMac(), packet.destination(), Wire.PORT_DNS));
    }

    private DnsClient client6(UdpPacket packet, ServicePort port) {
        return new Client6(
                this,
                port.number(),
                new Endpoint6(packet.sourceMac(), packet.source6(), packet.sourcePort()),
                new Endpoint6(packet.destinationMac(), packet.destination6(), Wire.PORT_DNS));
    }

    private record Client4(DnsFrames frames, int portNumber, Endpoint guest, Endpoint gateway) implements DnsClient {
        @Override
        public boolean isStream() {
            return false;
        }

        @Override
        public void answer(ByteBuffer message) {
            frames.writer.beginUdp4().put(message);
            frames.host.send(portNumber, frames.writer.finishUdp4(gateway, guest));
        }
    }

    private record Client6(DnsFrames frames, int portNumber, Endpoint6 guest, Endpoint6 gateway) implements DnsClient {
        @Override
        public boolean isStream() {
            return false;
        }

        @Override
        public void answer(ByteBuffer message) {
            frames.writer.beginUdp6().put(message);
            frames.host.send(portNumber, frames.writer.finishUdp6(gateway, guest));
        }
    }
}
