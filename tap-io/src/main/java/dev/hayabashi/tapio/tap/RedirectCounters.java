package dev.hayabashi.tapio.tap;

/**
 * What passed between the two TAPs of a vm port, as the kernel counted it. A guest whose frames are lost here gets no error
 * and our own descriptor never sees them, so that this is the only place where they show. The kernel counts a super-frame as its segments, and bytes without the
 * Ethernet header.
 *
 * @param framesFromGuest frames that the redirect took from the VMM's TAP
 * @param bytesFromGuest bytes of those
 * @param lostFromGuest frames of those that found our TAP's queue full: the daemon was too slow
 * @param framesToGuest frames that the redirect took from our TAP
 * @param bytesToGuest bytes of those
 * @param lostToGuest frames of those that found the VMM's TAP with a full queue, or without a VMM
 */
public record RedirectCounters(
        long framesFromGuest,
        long bytesFromGuest,
        long lostFromGuest,
        long framesToGuest,
        long bytesToGuest,
        long lostToGuest) {}
