package dev.hayabashi.daemon.decode;

import dev.hayabashi.bridgecore.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * A frame in one phrase.
 *
 * @param kind what it is, for counting like frames together: {@code DHCP DISCOVER}, {@code ARP}, {@code TCP SYN}
 * @param text the phrase, beginning with the kind
 * @param source source MAC address; 0 when the frame has no room for one
 * @param destination destination MAC address; 0 when the frame has no room for one
 * @param vlan VLAN identifier of the outermost tag; -1 when there is no tag
 * @param sourceIp network-layer source, for ARP the sender; null when there is none
 * @param destinationIp network-layer destination, for ARP the target; null when there is none
 */
public record FrameSummary(
        String kind,
        String text,
        long source,
        long destination,
        int vlan,
        @Nullable String sourceIp,
        @Nullable String destinationIp) {
    private static final int ETHERNET_HEADER_BYTES = 14;
    private static final int TAG_BYTES = 4;
    private static final int MAX_TAGS = 4;
    private static final int VLAN_MASK = 0xfff;
    private static final int MAX_802_3_LENGTH = 1500;

    /**
     * Puts a frame into words.
     *
     * @param frame an Ethernet frame without FCS, or as much of its beginning as there is
     */
    public static FrameSummary of(byte[] frame) {
        Octets octets = new Octets(frame);
        if (!octets.has(0, ETHERNET_HEADER_BYTES)) {
            return new FrameSummary("runt", "runt of " + octets.length() + " bytes", 0, 0, -1, null, null);
        }
        long destination = octets.u48(0);
        long source = octets.u48(6);
        int at = 12;
        int vlan = -1;
        StringBuilder tags = new StringBuilder();
        for (int tag = 0; tag < MAX_TAGS && isTag(octets.u16(at)) && octets.has(at, TAG_BYTES + 2); tag++) {
            int id = octets.u16(at + 2) & VLAN_MASK;
            vlan = vlan < 0 ? id : vlan;
            tags.append("VLAN ").append(id).append(' ');
            at += TAG_BYTES;
        }
        Said said = said(octets.u16(at), octets.from(at + 2), source, destination);
        String text = said.kind() + said.rest();
        return new FrameSummary(
                said.kind(), tags + text, source, destination, vlan, said.sourceIp(), said.destinationIp());
    }

    private static boolean isTag(int etherType) {
        return etherType == 0x8100 || etherType == 0x88a8;
    }

    private static Said said(int etherType, Octets payload, long source, long destination) {
        String between = " from " + MacAddress.format(source) + " to " + MacAddress.format(destination);
        String from = " from " + MacAddress.format(source);
        if (etherType <= MAX_802_3_LENGTH) {
            return LinkDecoder.llc(payload.first(etherType), from, between);
        }
        return switch (etherType) {
            case 0x0800 -> Ip4Decoder.decode(payload, from);
            case 0x0806 -> LinkDecoder.arp(payload, from);
            case 0x86dd -> Ip6Decoder.decode(payload, from);
            case 0x8035 -> Said.of("RARP", from);
            case 0x8808 -> Said.of("PAUSE", from);
            case 0x8809 -> Said.of("LACP", from);
            case 0x888e -> Said.of("EAPOL", from);
            case 0x88cc -> Said.of("LLDP", from);
            case 0x88f7 -> Said.of("PTP", from);
            default -> Said.of(String.format("EtherType 0x%04x", etherType), between);
        };
    }

    /** What a decoder found out: the phrase in two parts, and the addresses of the network layer. */
    record Said(
            String kind,
            String rest,
            @Nullable String sourceIp,
            @Nullable String destinationIp) {
        static Said of(String kind, String rest) {
            return new Said(kind, rest, null, null);
        }

        static Said ip(String kind, String rest, String sourceIp, String destinationIp) {
            return new Said(kind, rest, sourceIp, destinationIp);
        }
    }
}
