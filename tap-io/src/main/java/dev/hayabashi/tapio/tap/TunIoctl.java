package dev.hayabashi.tapio.tap;

/** Numbers of linux/if_tun.h and the layout of struct ifreq as the tun driver uses it. */
final class TunIoctl {
    static final String PATH = "/dev/net/tun";

    static final long TUNSETIFF = 0x400454caL;
    static final long TUNSETPERSIST = 0x400454cbL;
    static final long TUNSETOWNER = 0x400454ccL;
    static final long TUNSETGROUP = 0x400454ceL;
    static final long TUNSETOFFLOAD = 0x400454d0L;
    static final long TUNGETIFF = 0x800454d2L;
    static final long TUNSETVNETHDRSZ = 0x400454d8L;
    static final long TUNSETCARRIER = 0x400454e2L;
    static final long TUNGETDEVNETNS = 0x54e3L;

    static final int IFF_TAP = 0x0002;
    static final int IFF_NO_PI = 0x1000;
    static final int IFF_VNET_HDR = 0x4000;
    static final int IFF_TUN_EXCL = 0x8000;

    static final int TUN_F_CSUM = 0x01;
    static final int TUN_F_TSO4 = 0x02;
    static final int TUN_F_TSO6 = 0x04;
    static final int TUN_F_TSO_ECN = 0x08;
    static final int TUN_F_USO4 = 0x20;
    static final int TUN_F_USO6 = 0x40;

    /** sizeof(struct ifreq) on 64-bit Linux. */
    static final int IFREQ_BYTES = 40;

    static final int IFREQ_NAME_BYTES = 16;
    static final int IFREQ_FLAGS_OFFSET = 16;

    private TunIoctl() {}
}
