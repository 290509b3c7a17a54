package dev.hayabashi.services.dhcp;

import org.jspecify.annotations.Nullable;

/** Value of option 53 (RFC 2132 section 9.6). */
public enum MessageType {
    DISCOVER(1),
    OFFER(2),
    REQUEST(3),
    DECLINE(4),
    ACK(5),
    NAK(6),
    RELEASE(7),
    INFORM(8);

    private static final MessageType[] TYPES = values();

    private final int code;

    MessageType(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** The type with this code; null for 0 and for the types of other RFCs. */
    public static @Nullable MessageType of(int code) {
        return code >= 1 && code <= TYPES.length ? TYPES[code - 1] : null;
    }

    /** True for what only a server sends. */
    public boolean isFromServer() {
        return this == OFFER || this == ACK || this == NAK;
    }
}
