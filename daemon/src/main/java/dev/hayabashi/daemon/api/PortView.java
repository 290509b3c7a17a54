package dev.hayabashi.daemon.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One port.
 *
 * @param bridge name of its bridge
 * @param name name of the port
 * @param number port number of the port identifier
 * @param kind {@code tap}, {@code vm}, {@code netdev} or {@code stream}
 * @param role {@code root}, {@code designated}, {@code alternate}, {@code backup} or {@code disabled}
 * @param state {@code disabled}, {@code discarding}, {@code learning} or {@code forwarding}; in mode stp {@code blocking} or
 *     {@code listening} instead of {@code discarding}
 * @param edge whether it is an edge port right now
 * @param linkUp whether it has carrier
 * @param netdev the netdev, and where it is
 * @param netns network namespace of the netdev; null for the daemon's own
 * @param mtu largest packet in bytes
 * @param isolated whether it is cut off from other isolated ports
 * @param learnedMacs addresses learned on it
 * @param queuedFrames frames that wait for its reader
 * @param lastError last error of its descriptor; null when there was none
 * @param rx frames that came in
 * @param tx frames that went out
 * @param drops drops by reason
 * @param kernelDrops frames that the kernel lost before the bridge had them, or after
 * @param loopDetected whether loop detection keeps it shut
 * @param profile {@code none}, {@code guest}, {@code locked}, {@code uplink} or {@code lab}
 * @param settings what the profile and the port's own keys come to, by the names of the configuration file
 */
public record PortView(
        String bridge,
        String name,
        int number,
        String kind,
        String role,
        String state,
        boolean edge,
        boolean linkUp,
        String netdev,
        @Nullable String netns,
        int mtu,
        boolean isolated,
        int learnedMacs,
        int queuedFrames,
        @Nullable String lastError,
        TrafficView rx,
        TrafficView tx,
        Map<String, Long> drops,
        KernelDropsView kernelDrops,
        boolean loopDetected,
        String profile,
        Map<String, Object> settings) {}
