package dev.hayabashi.tapio.tap;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names that mark netdevs as ours. */
public final class Names {
    /** Longest name of a netdev in bytes. */
    public static final int MAX_BYTES = 15;

    /** First part of the names that nobody chose: a vm port's second TAP, and a TAP on its way into a namespace. */
    public static final String PREFIX = "hbx";

    private static final String ALIAS_PREFIX = "hayabashi:";

    private Names() {}

    /** The ifalias of a netdev that was made for a port. */
    public static String alias(String bridge, String port) {
        return ALIAS_PREFIX + bridge + ":" + port;
    }

    /** True for the ifalias of a netdev that this program has made, whichever bridge it was for. */
    public static boolean isOurs(String alias) {
        return alias.startsWith(ALIAS_PREFIX);
    }

    /** True for the ifalias of a netdev that was made for a port of this bridge. */
    public static boolean isOfBridge(String alias, String bridge) {
        return alias.startsWith(ALIAS_PREFIX + bridge + ":");
    }

    /** True for a name from {@link #hidden}: such a netdev is never a port of its own. */
    public static boolean isHidden(String name) {
        return name.length() == MAX_BYTES && name.startsWith(PREFIX);
    }

    /** A name of 15 bytes that is always the same for a port of a bridge, and no other port's. */
    public static String hidden(String bridge, String port) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest((bridge + ":" + port).getBytes(StandardCharsets.UTF_8));
            return PREFIX + HexFormat.of().formatHex(hash, 0, (MAX_BYTES - PREFIX.length()) / 2);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
