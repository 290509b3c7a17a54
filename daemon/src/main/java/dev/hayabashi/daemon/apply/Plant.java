package dev.hayabashi.daemon.apply;

import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.config.SnoopingConfig;
import dev.hayabashi.config.StpConfig;
import java.util.Optional;

/** What steps are taken on. Every method does all that it says or throws and has done nothing. */
public interface Plant {
    /** Starts a bridge with its gateway, its ports and its auto-attach. */
    void addBridge(BridgeConfig bridge) throws StepFailure;

    /**
     * Stops a bridge with all that belongs to it.
     *
     * @param keepPersistent whether TAPs stay that virtual machine monitors may hold
     */
    void removeBridge(BridgeConfig bridge, boolean keepPersistent) throws StepFailure;

    void addPort(String bridge, PortConfig port) throws StepFailure;

    void removePort(String bridge, String port) throws StepFailure;

    /** Changes a port while frames flow. */
    void changePort(String bridge, PortConfig port) throws StepFailure;

    /** Changes a spanning tree while frames flow. */
    void changeStp(String bridge, StpConfig stp) throws StepFailure;

    /** Changes multicast snooping while frames flow; groups flood until everybody was asked anew. */
    void changeSnooping(String bridge, SnoopingConfig snooping) throws StepFailure;

    /** Starts the gateway that {@code bridge} asks for. */
    void startGateway(BridgeConfig bridge) throws StepFailure;

    /** Stops the gateway of a bridge; its ports and guests' links stay. */
    void stopGateway(String bridge) throws StepFailure;

    /** Attaches TAPs of that pattern from now on, and no others; those that are ports stay. */
    void autoAttach(String bridge, Optional<String> pattern) throws StepFailure;
}
