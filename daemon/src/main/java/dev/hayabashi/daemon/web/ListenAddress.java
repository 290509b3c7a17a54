package dev.hayabashi.daemon.web;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Where the read-only listener listens. */
final class ListenAddress {
    private ListenAddress() {}

    /** Reads {@code address:port}, IPv6 in brackets, as the configuration has checked it. */
    static InetSocketAddress parse(String listen) {
        int colon = listen.lastIndexOf(':');
        String host = listen.substring(0, colon);
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(bare);
        if (address == null) {
            throw new IllegalArgumentException("'" + bare + "' is no IP address");
        }
        return new InetSocketAddress(address, Integer.parseInt(listen.substring(colon + 1)));
    }

    /** {@code http://127.0.0.1:9475}. */
    static String url(InetSocketAddress address) {
        return "http://" + NetUtil.toSocketAddressString(address);
    }

    /**
     * Whether a request for this host is meant for a listener of this machine: an IP address, or {@code localhost}. Any other
     * name may be one that its owner points at this machine to read what is not theirs.
     */
    static boolean isOwnName(String hostHeader) {
        int colon = hostHeader.lastIndexOf(':');
        boolean hasPort = colon > hostHeader.lastIndexOf(']');
        String host = hasPort ? hostHeader.substring(0, colon) : hostHeader;
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        return bare.isEmpty()
                || bare.equalsIgnoreCase("localhost")
                || NetUtil.isValidIpV4Address(bare)
                || NetUtil.isValidIpV6Address(bare);
    }
}
