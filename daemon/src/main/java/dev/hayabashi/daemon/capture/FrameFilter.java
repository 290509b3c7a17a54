package dev.hayabashi.daemon.capture;

import dev.hayabashi.bridgecore.Frame;

/** Picks frames. Called on the event loop for every frame of a captured bridge: allocates nothing and never throws. */
@FunctionalInterface
public interface FrameFilter {
    /** Takes every frame. */
    FrameFilter ALL = frame -> true;

    boolean matches(Frame frame);

    /**
     * Compiles a filter expression.
     *
     * @param expression for example {@code arp or (udp and port 67) or ether host aa:fc:00:00:00:01}; blank for all frames
     * @throws FilterException when it cannot be understood
     */
    static FrameFilter compile(String expression) {
        return expression.isBlank() ? ALL : new FilterParser(expression).parse();
    }
}
