package dev.hayabashi.daemon.doctor;

import dev.hayabashi.tapio.netlink.LinkInfo;
import dev.hayabashi.tapio.netlink.TunInfo;
import java.util.ArrayList;
import java.util.List;

/** Persistent TAPs without owner and group: every user of the machine may open them and read what they carry. */
final class TapOwnerCheck implements Check {
    @Override
    public String name() {
        return "tap-owner";
    }

    @Override
    public List<Finding> look(Surroundings around) throws CannotLookException {
        List<Finding> findings = new ArrayList<>();
        int taps = 0;
        for (LinkInfo link : around.links()) {
            TunInfo tun = link.tun().orElse(null);
            if (tun == null || !tun.persistent()) {
                continue;
            }
            taps++;
            if (tun.ownerUid() == TunInfo.NOBODY && tun.groupGid() == TunInfo.NOBODY) {
                findings.add(Finding.warn(
                        name(),
                        "TAP " + link.name() + " has no owner: every user who can open /dev/net/tun may attach to it",
                        // An owner can only be set by who has it attached: it is made anew.
                        "ip link del " + link.name(),
                        "ip tuntap add dev " + link.name() + " mode tap user \"${SUDO_USER:-root}\" vnet_hdr"
                                + (tun.multiQueue() ? " multi_queue" : "")));
            }
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(
                    name(), taps == 0 ? "there are no persistent TAPs" : "every persistent TAP has an owner"));
        }
        return findings;
    }
}
