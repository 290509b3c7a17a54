package dev.hayabashi.bridgecore;

import java.util.Locale;
import java.util.regex.Pattern;

/** 48-bit MAC addresses kept in the low bits of a {@code long}: comparing and hashing them allocates nothing. */
public final class MacAddress {
    /** ff:ff:ff:ff:ff:ff. */
    public static final long BROADCAST = 0xffff_ffff_ffffL;

    /** 01:80:c2:00:00:00, the group that BPDUs are sent to (802.1D-2004 table 7-10). */
    public static final long BRIDGE_GROUP = 0x0180_c200_0000L;

    /** 01:80:c2:00:00:01, MAC control: PAUSE frames (802.1D-2004 table 7-10). */
    public static final long PAUSE = 0x0180_c200_0001L;

    private static final long GROUP_BIT = 1L << 40;
    private static final long LOCAL_BIT = 1L << 41;
    private static final Pattern COLON_FORM =
            Pattern.compile("[0-9a-fA-F]{2}([:-])[0-9a-fA-F]{2}(\\1[0-9a-fA-F]{2}){4}");

    private MacAddress() {}

    /** True for multicast and broadcast addresses (the I/G bit). */
    public static boolean isGroup(long address) {
        return (address & GROUP_BIT) != 0;
    }

    /** True for 01:80:c2:00:00:00 to 0f, which a bridge never relays (802.1D-2004 clause 7.12.6). */
    public static boolean isReserved(long address) {
        return (address & ~0xfL) == BRIDGE_GROUP;
    }

    /** True when the address is locally administered (the U/L bit). */
    public static boolean isLocal(long address) {
        return (address & LOCAL_BIT) != 0;
    }

    /** Makes a unicast, locally administered address out of 48 arbitrary bits. */
    public static long local(long bits) {
        return (bits & BROADCAST & ~GROUP_BIT) | LOCAL_BIT;
    }

    /** Lower-case colon form, {@code aa:fc:00:00:00:01}. */
    public static String format(long address) {
        StringBuilder text = new StringBuilder(17);
        for (int shift = 40; shift >= 0; shift -= 8) {
            if (shift != 40) {
                text.append(':');
            }
            int octet = (int) (address >>> shift) & 0xff;
            text.append(Character.forDigit(octet >>> 4, 16)).append(Character.forDigit(octet & 0xf, 16));
        }
        return text.toString();
    }

    /**
     * Parses the colon or hyphen form.
     *
     * @throws IllegalArgumentException with the text when it is neither
     */
    public static long parse(String text) {
        if (!COLON_FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a MAC address such as aa:fc:00:00:00:01");
        }
        return Long.parseLong(text.replace(":", "").replace("-", "").toLowerCase(Locale.ROOT), 16);
    }
}
