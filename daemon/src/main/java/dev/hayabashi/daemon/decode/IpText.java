package dev.hayabashi.daemon.decode;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/** Text of IP addresses, so that different ways to write one address compare equal. */
public final class IpText {
    private IpText() {}

    /** The address as {@link FrameSummary} writes it; null when the text is no IP address. */
    public static @Nullable String canonical(String text) {
        byte[] octets = NetUtil.createByteArrayFromIpAddressString(text);
        if (octets == null) {
            return null;
        }
        return of(octets);
    }

    /** The text of an address of 4 or 16 octets. */
    public static String of(byte[] octets) {
        Octets address = new Octets(octets);
        return octets.length == 4 ? address.ip4(0) : address.ip6(0);
    }
}
