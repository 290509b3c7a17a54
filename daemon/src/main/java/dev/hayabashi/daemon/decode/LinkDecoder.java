package dev.hayabashi.daemon.decode;

import dev.hayabashi.daemon.decode.FrameSummary.Said;
import dev.hayabashi.stp.BridgeId;
import dev.hayabashi.stp.PortId;

/** ARP (RFC 826) and what travels in 802.3 frames with an LLC header, BPDUs above all (802.1D-2004 clause 9.3). */
final class LinkDecoder {
    private static final int LLC_HEADER_BYTES = 3;
    private static final int CONFIG_BPDU_BYTES = 35;
    private static final int FLAG_TOPOLOGY_CHANGE = 0x01;
    private static final int FLAG_PROPOSAL = 0x02;
    private static final int FLAG_AGREEMENT = 0x40;

    private LinkDecoder() {}

    static Said arp(Octets arp, String from) {
        if (!arp.has(0, 28) || arp.u16(0) != 1 || arp.u16(2) != 0x0800) {
            return Said.of("ARP", from);
        }
        String sender = arp.ip4(14);
        String target = arp.ip4(24);
        String senderMac = arp.mac(8);
        return switch (arp.u16(6)) {
            case 1 -> {
                if (sender.equals(target)) {
                    yield Said.ip("ARP", " announcement of " + sender + " by " + senderMac, sender, target);
                }
                yield arp.u32(14) == 0
                        ? Said.ip("ARP", " probe for " + target + " by " + senderMac, sender, target)
                        : Said.ip("ARP", " who-has " + target + " tell " + sender, sender, target);
            }
            case 2 -> Said.ip("ARP", " " + sender + " is-at " + senderMac, sender, target);
            default -> Said.ip("ARP", " operation " + arp.u16(6) + from, sender, target);
        };
    }

    static Said llc(Octets llc, String from, String between) {
        if (!llc.has(0, LLC_HEADER_BYTES)) {
            return Said.of("802.3", between);
        }
        int sap = llc.u16(0);
        if (sap == 0x4242) {
            return bpdu(llc.from(LLC_HEADER_BYTES), from);
        }
        if (sap == 0xaaaa && llc.has(0, 8)) {
            boolean perVlan = llc.u32(3) == 0x0000_0c01L && llc.u8(7) == 0x0b;
            return perVlan
                    ? Said.of("PVST BPDU", from)
                    : Said.of(String.format("SNAP %06x/%04x", llc.u32(2) & 0xff_ffff, llc.u16(6)), between);
        }
        return Said.of(String.format("LLC %04x", sap), between);
    }

    private static Said bpdu(Octets bpdu, String from) {
        if (!bpdu.has(0, 4)) {
            return Said.of("BPDU", " cut short" + from);
        }
        String kind = switch (bpdu.u8(3)) {
            case 0x00 -> "BPDU CONFIG";
            case 0x02 -> bpdu.u8(2) >= 3 ? "BPDU MST" : "BPDU RST";
            case 0x80 -> "BPDU TCN";
            default -> String.format("BPDU of type 0x%02x", bpdu.u8(3));
        };
        if (bpdu.u8(3) == 0x80 || !bpdu.has(0, CONFIG_BPDU_BYTES)) {
            return Said.of(kind, from);
        }
        int flags = bpdu.u8(4);
        StringBuilder rest = new StringBuilder();
        rest.append(" root ").append(new BridgeId(wide(bpdu, 5)));
        rest.append(" cost ").append(bpdu.u32(13));
        rest.append(" bridge ").append(new BridgeId(wide(bpdu, 17)));
        rest.append(" port ").append(new PortId(bpdu.u16(25)));
        append(rest, flags, FLAG_TOPOLOGY_CHANGE, " topology-change");
        append(rest, flags, FLAG_PROPOSAL, " proposal");
        append(rest, flags, FLAG_AGREEMENT, " agreement");
        return Said.of(kind, rest + from);
    }

    private static void append(StringBuilder rest, int flags, int flag, String text) {
        if ((flags & flag) != 0) {
            rest.append(text);
        }
    }

    private static long wide(Octets octets, int at) {
        return octets.u32(at) << 32 | octets.u32(at + 4);
    }
}
