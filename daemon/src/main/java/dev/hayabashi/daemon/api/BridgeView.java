package dev.hayabashi.daemon.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One bridge.
 *
 * @param name its name
 * @param address its MAC address
 * @param mtu default MTU of its ports
 * @param stp spanning tree mode: {@code rstp}, {@code stp} or {@code off}
 * @param ageingSeconds ageing time in force
 * @param macTable fill of the MAC table
 * @param frames fate of all frames so far: received = relayed + consumed + dropped
 * @param copies fate of the copies that were to leave by ports so far: made = sent + dropped + queued
 * @param shortcuts what goes from TAP to TAP in the kernel, with {@code vm-shortcuts}; null without
 * @param gateway its gateway; null for an isolated segment
 * @param ports its ports
 */
public record BridgeView(
        String name,
        String address,
        int mtu,
        String stp,
        double ageingSeconds,
        MacTableView macTable,
        FatesView frames,
        CopiesView copies,
        @Nullable ShortcutsView shortcuts,
        @Nullable GatewayView gateway,
        List<PortView> ports) {
    /**
     * Fill of a MAC table.
     *
     * @param learned addresses that are learned now
     * @param limit how many may be
     * @param moves how often a station was heard on another port than before
     * @param evictions addresses that were forgotten to make room
     */
    public record MacTableView(int learned, int limit, long moves, long evictions) {}

    /**
     * Fate of all frames.
     *
     * @param received frames that came in
     * @param relayed frames that went out by at least one port
     * @param consumed frames that were for the bridge itself
     * @param dropped frames that went nowhere
     */
    public record FatesView(long received, long relayed, long consumed, long dropped) {}

    /**
     * Fate of all copies of frames that were relayed, and of what the bridge and its services sent themselves.
     *
     * @param made copies that were to leave by some port
     * @param sent copies that left
     * @param dropped copies dropped for an {@code egress_} reason
     * @param queued copies that wait for the readers of their ports
     */
    public record CopiesView(long made, long sent, long dropped, long queued) {}

    /**
     * Shortcuts; what they took is counted as frames and copies of the bridge and its ports too, once a second.
     *
     * @param opened how many there have been
     * @param frames frames that took one
     * @param bytes bytes of those
     * @param open those that are there
     */
    public record ShortcutsView(long opened, long frames, long bytes, List<ShortcutView> open) {}

    /**
     * Frames of one station to another that go from TAP to TAP in the kernel.
     *
     * @param source MAC address
     * @param destination MAC address
     * @param in port that the source is behind
     * @param out port that the destination is behind
     * @param frames frames so far
     * @param bytes bytes of those
     * @param seconds how long it has been there
     */
    public record ShortcutView(
            String source, String destination, String in, String out, long frames, long bytes, double seconds) {}
}
