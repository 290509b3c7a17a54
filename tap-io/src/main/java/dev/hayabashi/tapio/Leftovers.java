package dev.hayabashi.tapio;

import dev.hayabashi.tapio.netlink.LinkInfo;
import dev.hayabashi.tapio.netlink.Rtnetlink;
import dev.hayabashi.tapio.netlink.ShortcutFilters;
import dev.hayabashi.tapio.netlink.TrafficControl;
import dev.hayabashi.tapio.sys.DeviceBusyException;
import dev.hayabashi.tapio.sys.TapIoException;
import dev.hayabashi.tapio.sys.TunHolder;
import dev.hayabashi.tapio.sys.TunHolders;
import dev.hayabashi.tapio.tap.Names;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What a daemon that was killed has left: persistent TAPs that no port wants and nobody holds any more, and redirects on
 * other TAPs, and shortcuts.
 * What a port still wants is left for that port to take over. TAPs that were not persistent went with the process.
 */
public final class Leftovers {
    private Leftovers() {}

    /**
     * Removes the leftovers of a bridge from the calling thread's network namespace. To be called before the bridge's ports
     * are opened.
     *
     * @param bridge name of the bridge
     * @param wanted the ports that the bridge is going to have
     * @return what was removed, one line each
     * @throws DeviceBusyException when another daemon is running this bridge
     * @throws TapIoException when something cannot be removed
     */
    public static List<String> clean(String bridge, Collection<? extends PortSpec> wanted) {
        List<String> removed = new ArrayList<>();
        try (Rtnetlink rtnetlink = Rtnetlink.open()) {
            List<LinkInfo> links = rtnetlink.links();
            links.forEach(link -> refuseLiving(link, bridge));
            TrafficControl trafficControl = new TrafficControl(rtnetlink, bridge);
            // On the TAPs of wanted ports too: who may talk to whom is this process's to say.
            List<LinkInfo> taps =
                    links.stream().filter(link -> link.tun().isPresent()).toList();
            new ShortcutFilters(rtnetlink, bridge)
                    .removeLeft(taps)
                    .forEach(name -> removed.add("shortcuts on " + name));
            for (LinkInfo link : links) {
                if (wanted.stream().anyMatch(spec -> spec.device().equals(link.name()))) {
                    continue;
                }
                boolean ours =
                        Names.isOfBridge(link.alias(), bridge) && link.tun().isPresent();
                // Carrier is a monitor at the other end: the TAP is a machine's network card and stays, for `port add`
                // to take up again.
                if (ours && !link.carrier()) {
                    rtnetlink.delete(link.name(), link.ifindex());
                    removed.add("TAP " + link.name());
                } else if (link.tun().isPresent() && trafficControl.hasOurs(link)) {
                    trafficControl.removeRedirect(link);
                    removed.add("redirect on " + link.name());
                }
            }
        }
        return removed;
    }

    /** A hidden TAP lives exactly as long as the process that made it. */
    private static void refuseLiving(LinkInfo link, String bridge) {
        if (!Names.isHidden(link.name()) || !Names.isOfBridge(link.alias(), bridge)) {
            return;
        }
        List<TunHolder> holders = TunHolders.of(link.name());
        if (!holders.isEmpty()) {
            throw DeviceBusyException.of(
                    bridge, "another daemon runs this bridge", holders, "stop it, or give this bridge another name");
        }
    }
}
