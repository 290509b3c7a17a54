package dev.hayabashi.daemon.api;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answer to {@code hayabashi why}.
 *
 * @param subject what was asked for: a port, a MAC or an IP address
 * @param kind {@code port}, {@code mac} or {@code ip}
 * @param sentences the answer in words, the most important first
 * @param ports what the answer rests on, for each port that it concerns
 */
public record WhyView(String subject, String kind, List<String> sentences, List<PortWhyView> ports) {
    /**
     * A port with its history.
     *
     * @param bridge name of its bridge
     * @param name name of the port
     * @param number its number
     * @param kind its kind
     * @param role its role
     * @param state its state
     * @param edge whether it is an edge port now
     * @param linkUp whether it has carrier
     * @param attached when it was added to the bridge, ISO 8601
     * @param upToForwardingSeconds from the link coming up to forwarding, the last time that it did; null before
     * @param firstFrame the first frame since the link came up; null when none came
     * @param timeline what happened to it
     * @param forgotten happenings in the middle of the timeline that are not kept
     * @param drops its remembered drops, like ones together; of a MAC or IP address only those that concern it
     */
    public record PortWhyView(
            String bridge,
            String name,
            int number,
            String kind,
            String role,
            String state,
            boolean edge,
            boolean linkUp,
            String attached,
            @Nullable Double upToForwardingSeconds,
            @Nullable FirstFrameView firstFrame,
            List<TimelineView> timeline,
            long forgotten,
            List<DropGroupView> drops) {}

    /**
     * One happening.
     *
     * @param time when, ISO 8601
     * @param afterSeconds time since the link came up, or since the port was attached when it never did before
     * @param what stable name, {@code state}
     * @param text a phrase
     */
    public record TimelineView(String time, double afterSeconds, String what, String text) {}

    /**
     * The first frame since the link came up.
     *
     * @param time when, ISO 8601
     * @param afterSeconds time since the link came up
     * @param delivered whether it was forwarded or consumed
     * @param summary the frame in a phrase
     */
    public record FirstFrameView(String time, double afterSeconds, boolean delivered, String summary) {}

    /**
     * Drops for one reason while the link was up once.
     *
     * @param reason the reason, {@code port_learning}
     * @param stage where on the frame's way: {@code admit}, {@code reserved}, {@code gate}, {@code lookup} or {@code egress}
     * @param meaning what the reason means
     * @param remedy what to do about it
     * @param remembered how many of these drops are remembered
     * @param counted drops for this reason since the port was added, remembered or not
     * @param first time of the first remembered one, ISO 8601
     * @param last time of the last
     * @param firstAfterSeconds the same since the link came up
     * @param lastAfterSeconds the same since the link came up
     * @param kinds kinds of frames with their numbers, the most frequent first
     * @param frames the remembered frames in order
     */
    public record DropGroupView(
            String reason,
            String stage,
            String meaning,
            String remedy,
            int remembered,
            long counted,
            String first,
            String last,
            double firstAfterSeconds,
            double lastAfterSeconds,
            Map<String, Integer> kinds,
            List<DroppedFrameView> frames) {}

    /**
     * One dropped frame.
     *
     * @param time when, ISO 8601
     * @param afterSeconds time since the link came up
     * @param state state of the port then
     * @param length bytes of the frame without FCS
     * @param summary the frame in a phrase
     */
    public record DroppedFrameView(String time, double afterSeconds, String state, int length, String summary) {}
}
