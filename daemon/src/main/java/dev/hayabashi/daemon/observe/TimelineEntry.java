package dev.hayabashi.daemon.observe;

/**
 * One thing that happened to a port.
 *
 * @param atNanos when, on the bridge's clock
 * @param what stable name: see {@link What}
 * @param text a phrase for a human
 */
public record TimelineEntry(long atNanos, What what, String text) {
    /** Kinds of happenings. */
    public enum What {
        ATTACHED("attached"),
        LINK_UP("link-up"),
        LINK_DOWN("link-down"),
        ROLE("role"),
        STATE("state"),
        EDGE("edge"),
        GUARD("guard"),
        CHANGED("changed"),
        DHCP("dhcp"),
        OTHER("other");

        private final String jsonName;

        What(String jsonName) {
            this.jsonName = jsonName;
        }

        /** Name in JSON. */
        public String jsonName() {
            return jsonName;
        }
    }
}
