package dev.hayabashi.daemon.control;

import dev.hayabashi.daemon.api.ConfigView;
import dev.hayabashi.daemon.api.FdbView;
import dev.hayabashi.daemon.api.GroupsView;
import dev.hayabashi.daemon.api.LeaseView;
import dev.hayabashi.daemon.api.PlanView;
import dev.hayabashi.daemon.api.PortView;
import dev.hayabashi.daemon.api.StatusView;
import dev.hayabashi.daemon.api.StpView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that can be asked of a running daemon. Called on the control thread, one call at a time. A bridge that is left out
 * (null) means "the only one" where one is needed and "all" where several will do.
 *
 * <p>Every method throws {@link dev.hayabashi.daemon.api.ApiException} for what the client can mend.
 */
public interface Controller {
    StatusView status();

    List<PortView> ports(@Nullable String bridge);

    PortView port(@Nullable String bridge, String name);

    /**
     * Adds a port.
     *
     * @param body the port as the configuration file would have it, YAML or JSON
     */
    PortView addPort(@Nullable String bridge, String body);

    /** Makes a port be as {@code body} says, whether it exists or not. Doing it twice does nothing the second time. */
    PortView putPort(@Nullable String bridge, String name, String body);

    /** Changes the keys that {@code body} names and leaves the others. */
    PortView patchPort(@Nullable String bridge, String name, String body);

    /** Removes a port and everything that was made for it. */
    PortView removePort(@Nullable String bridge, String name);

    List<FdbView> fdb(@Nullable String bridge, @Nullable String port);

    /** Who has joined which multicast group. */
    List<GroupsView> groups(@Nullable String bridge);

    List<StpView> stp(@Nullable String bridge);

    /** Makes a port speak RSTP again and find out what its neighbour speaks (802.1D-2004 clause 17.19.13). */
    PortView mcheck(@Nullable String bridge, String name);

    /** Tries a port again that BPDU guard has shut. */
    PortView clearErrDisable(@Nullable String bridge, String name);

    /** Lets the BPDU and transition counters of a port, or of all, begin at zero; metrics go on counting. */
    List<StpView> clearStpCounters(@Nullable String bridge, @Nullable String port);

    /** Changes the keys of {@code stp} that {@code body} names, all together. */
    StpView patchStp(@Nullable String bridge, String body);

    List<LeaseView> leases(@Nullable String bridge);

    /** Ends the lease of an address; returns what it was. */
    LeaseView freeLease(@Nullable String bridge, String address);

    /** What runs, as a configuration file would say it. */
    ConfigView config();

    /**
     * Says what a configuration would change.
     *
     * @param source what messages call the document
     * @param body a whole configuration file
     */
    PlanView plan(String source, String body);

    /**
     * Makes what runs be what a configuration says, all or nothing; what did not change is not touched. Doing it twice does
     * nothing the second time.
     */
    PlanView apply(String source, String body);

    /** Forgets learned addresses; returns how many. */
    int flushFdb(@Nullable String bridge, @Nullable String port);
}
