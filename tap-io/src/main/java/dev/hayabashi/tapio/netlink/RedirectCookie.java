package dev.hayabashi.tapio.netlink;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The mark on a redirect of ours: 16 bytes that the kernel keeps with the action and {@code tc -d filter show} prints. They
 * are "hayabashi", {@code q} when the qdisc was made with it (otherwise {@code -}), and six bytes of a hash of the
 * bridge's name.
 */
final class RedirectCookie {
    private static final byte[] MARK = "hayabashi".getBytes(StandardCharsets.US_ASCII);
    private static final int BYTES = 16;

    private RedirectCookie() {}

    static byte[] of(String bridge, boolean qdiscOurs) {
        return marked(bridge, qdiscOurs ? 'q' : '-');
    }

    /** The mark on what belongs to a {@link ShortcutFilters shortcut}: {@code s} in the place of {@code q} or {@code -}. */
    static byte[] ofShortcut(String bridge) {
        return marked(bridge, 's');
    }

    private static byte[] marked(String bridge, char what) {
        byte[] cookie = Arrays.copyOf(MARK, BYTES);
        cookie[MARK.length] = (byte) what;
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bridge.getBytes(StandardCharsets.UTF_8));
            System.arraycopy(hash, 0, cookie, MARK.length + 1, BYTES - MARK.length - 1);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        return cookie;
    }
}
