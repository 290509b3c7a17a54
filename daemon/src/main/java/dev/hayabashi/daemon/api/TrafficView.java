package dev.hayabashi.daemon.api;

/**
 * Frames of one direction. A segmentation super-frame counts once; bytes are without FCS.
 */
public record TrafficView(long frames, long bytes, long unicast, long multicast, long broadcast) {}
