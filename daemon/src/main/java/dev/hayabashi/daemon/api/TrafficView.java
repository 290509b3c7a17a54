package dev.hayabashi.daemon.api;

/**
 * Frames of one direction. A segmentation super-frame counts once.
 *
 * @param frames all frames
 * @param bytes their bytes without FCS
 * @param unicast frames to one station
 * @param multicast frames to a group
 * @param broadcast frames to everybody
 */
public record TrafficView(long frames, long bytes, long unicast, long multicast, long broadcast) {}
