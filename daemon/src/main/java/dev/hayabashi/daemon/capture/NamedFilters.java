package dev.hayabashi.daemon.capture;

import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.MacAddress;
import org.jspecify.annotations.Nullable;

/** The filters that are one word. */
final class NamedFilters {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int BPDU_SAP = 0x4242;

    private NamedFilters() {}

    static @Nullable FrameFilter of(String word) {
        return switch (word) {
            case "arp" -> frame -> FrameHeaders.etherType(frame) == FrameHeaders.ARP;
            case "ip" -> frame -> FrameHeaders.etherType(frame) == FrameHeaders.IP4;
            case "ip6" -> frame -> FrameHeaders.etherType(frame) == FrameHeaders.IP6;
            case "tcp" -> frame -> FrameHeaders.protocol(frame) == TCP;
            case "udp" -> frame -> FrameHeaders.protocol(frame) == UDP;
            case "icmp" ->
                frame -> FrameHeaders.etherType(frame) == FrameHeaders.IP4 && FrameHeaders.protocol(frame) == 1;
            case "icmp6" ->
                frame -> FrameHeaders.etherType(frame) == FrameHeaders.IP6 && FrameHeaders.protocol(frame) == 58;
            case "stp" -> NamedFilters::isBpdu;
            case "dhcp" ->
                frame -> FrameHeaders.protocol(frame) == UDP
                        && (FrameHeaders.hasPort(frame, 67, true, true)
                                || FrameHeaders.hasPort(frame, 68, true, true)
                                || FrameHeaders.hasPort(frame, 546, true, true)
                                || FrameHeaders.hasPort(frame, 547, true, true));
            case "dns" -> frame -> FrameHeaders.hasPort(frame, 53, true, true);
            case "broadcast" -> frame -> frame.length() >= 14 && frame.destination() == MacAddress.BROADCAST;
            case "multicast" -> frame -> frame.length() >= 14 && MacAddress.isGroup(frame.destination());
            default -> null;
        };
    }

    private static boolean isBpdu(Frame frame) {
        return frame.length() >= 17 && frame.etherType() <= 1500 && frame.unsignedShort(14) == BPDU_SAP;
    }
}
