package dev.hayabashi.tapio.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys of one u32 filter (struct tc_u32_sel): words of a frame that must have given values. Offsets count from the network
 * header, so that the Ethernet header is at {@code -14}; a word that is not in the frame does not match.
 */
final class FrameMatch {
    private static final int SELECTOR_BYTES = 16;
    private static final int KEY_BYTES = 16;
    private static final byte TERMINAL = 1;

    private final List<int[]> keys = new ArrayList<>();

    /** Untagged IPv4 or IPv6 with this protocol, neither options nor extension headers before it, and no fragment. */
    static FrameMatch packet(boolean v4, int protocol) {
        // What tells most frames apart comes first, in all matches.
        return v4
                ? new FrameMatch()
                        .word(8, protocol << 16, 0x00ff_0000)
                        .word(0, 0x4500_0000, 0xff00_0000)
                        // More fragments, and the offset.
                        .word(4, 0, 0x0000_3fff)
                : new FrameMatch().word(4, protocol << 8, 0x0000_ff00).word(0, 0x6000_0000, 0xf000_0000);
    }

    /** The 32 bits at {@code offset} must be {@code value} where {@code mask} has ones. */
    FrameMatch word(int offset, int value, int mask) {
        keys.add(new int[] {offset, value & mask, mask});
        return this;
    }

    /** Destination and source address. */
    FrameMatch addresses(long destination, long source) {
        return word(-12, (int) destination, -1)
                .word(-8, (int) (source >>> 16), -1)
                .word(-4, (int) source << 16, 0xffff_0000)
                .word(-16, (int) (destination >>> 32), 0xffff);
    }

    /** struct tc_u32_sel with its keys. */
    ByteBuffer selector() {
        ByteBuffer selector = ByteBuffer.allocate(SELECTOR_BYTES + keys.size() * KEY_BYTES);
        selector.put(0, TERMINAL).put(2, (byte) keys.size()).position(SELECTOR_BYTES);
        for (int[] key : keys) {
            selector.order(ByteOrder.BIG_ENDIAN).putInt(key[2]).putInt(key[1]);
            selector.order(ByteOrder.nativeOrder()).putInt(key[0]).putInt(0);
        }
        return selector.flip();
    }
}
