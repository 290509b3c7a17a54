package dev.hayabashi.tapio.packet;

import dev.hayabashi.tapio.netlink.LinkInfo;
import dev.hayabashi.tapio.netlink.LinkStatistics;
import dev.hayabashi.tapio.netlink.Rtnetlink;
import dev.hayabashi.tapio.sys.Errno;
import dev.hayabashi.tapio.sys.Libc;
import dev.hayabashi.tapio.sys.NativeCallException;
import dev.hayabashi.tapio.sys.NativeFd;
import dev.hayabashi.tapio.sys.NativeMemory;
import dev.hayabashi.tapio.sys.TapIoException;
import dev.hayabashi.tapio.sys.UnfitDeviceException;
import java.lang.ref.Reference;
import java.nio.ByteOrder;

/** A non-blocking AF_PACKET socket, bound to one netdev and all protocols, promiscuous, with virtio-net headers. */
public final class PacketSocket implements AutoCloseable {
    /** struct virtio_net_hdr_v1, with num_buffers. */
    static final int LONG_HEADER_BYTES = 12;

    /** struct virtio_net_hdr, all that kernels before 6.6 know on packet sockets. */
    static final int SHORT_HEADER_BYTES = 10;

    static final int SOL_PACKET = 263;
    static final int PACKET_AUXDATA = 8;

    private static final int PACKET_ADD_MEMBERSHIP = 1;
    private static final int PACKET_STATISTICS = 6;
    private static final int PACKET_VNET_HDR = 15;
    private static final int PACKET_IGNORE_OUTGOING = 23;
    private static final int PACKET_VNET_HDR_SZ = 24;
    private static final int PACKET_MR_PROMISC = 1;
    private static final short ETH_P_ALL = 0x0003;
    private static final int SOCKADDR_LL_BYTES = 20;
    private static final int PACKET_MREQ_BYTES = 16;
    private static final int STATISTICS_BYTES = 8;

    /** Room for some hundred super-frames: an unthrottled sender overruns the default 208 KiB at once. */
    private static final int BUFFER_BYTES = 8 * 1024 * 1024;

    private final NativeFd fd;
    private final LinkInfo link;
    private final int headerBytes;
    private final LinkStatistics statisticsBefore;
    private final NativeMemory statistics = NativeMemory.allocate(STATISTICS_BYTES + Integer.BYTES);
    private long drops;

    private PacketSocket(NativeFd fd, LinkInfo link, int headerBytes, LinkStatistics statisticsBefore) {
        this.statisticsBefore = statisticsBefore;
        this.fd = fd;
        this.link = link;
        this.headerBytes = headerBytes;
    }

    /**
     * Opens a socket on the netdev of this name in the calling thread's namespace.
     *
     * @throws TapIoException when there is none, it is not Ethernet, or belongs to a kernel bridge
     */
    public static PacketSocket open(String name) {
        return open(name, LONG_HEADER_BYTES);
    }

    static PacketSocket open(String name, int wantedHeaderBytes) {
        LinkInfo link = fitting(name);
        // Protocol 0 receives nothing until bind: no frame of another netdev ever gets in.
        NativeFd fd = NativeFd.socket("socket(AF_PACKET)", name, Libc.AF_PACKET, Libc.SOCK_RAW | Libc.SOCK_NONBLOCK, 0);
        try {
            fd.setOption("PACKET_IGNORE_OUTGOING", SOL_PACKET, PACKET_IGNORE_OUTGOING, 1);
            fd.setOption("PACKET_AUXDATA", SOL_PACKET, PACKET_AUXDATA, 1);
            int headerBytes = setHeader(fd, wantedHeaderBytes);
            // Without CAP_NET_ADMIN the buffers stay at net.core's defaults.
            fd.trySetOption(Libc.SOL_SOCKET, Libc.SO_RCVBUFFORCE, BUFFER_BYTES);
            fd.trySetOption(Libc.SOL_SOCKET, Libc.SO_SNDBUFFORCE, BUFFER_BYTES);
            setPromiscuous(fd, link);
            bind(fd, link);
            return new PacketSocket(fd, link, headerBytes, statistics(link));
        } catch (RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    private static LinkStatistics statistics(LinkInfo link) {
        try (Rtnetlink rtnetlink = Rtnetlink.open()) {
            return rtnetlink.statistics(link.ifindex()).orElse(LinkStatistics.NONE);
        }
    }

    /**
     * Goes on with a socket of another process.
     *
     * @param fd closed when this throws
     * @param ifindex the netdev that it is bound to
     * @throws TapIoException when that netdev is gone
     */
    public static PacketSocket takeOver(String name, NativeFd fd, int ifindex, int headerBytes) {
        try {
            LinkInfo link = fitting(name);
            if (link.ifindex() != ifindex) {
                throw NativeCallException.of("RTM_GETLINK", name, Errno.ENODEV.code());
            }
            return new PacketSocket(fd, link, headerBytes, LinkStatistics.UNKNOWN);
        } catch (RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    private static LinkInfo fitting(String name) {
        LinkInfo link;
        try (Rtnetlink rtnetlink = Rtnetlink.open()) {
            link = rtnetlink
                    .link(name)
                    .orElseThrow(() -> NativeCallException.of("RTM_GETLINK", name, Errno.ENODEV.code()));
        }
        if (!link.ethernet()) {
            throw new UnfitDeviceException(
                    name, "does not carry Ethernet frames", "use a netdev of Ethernet type (veth, physical, vxlan)");
        }
        if (link.masterIfindex() != 0) {
            String master = link.slaveKind().isEmpty() ? "master device" : link.slaveKind();
            throw new UnfitDeviceException(
                    name,
                    "belongs to a kernel " + master + ", which would forward every frame a second time",
                    "take it out first: ip link set " + name + " nomaster");
        }
        return link;
    }

    private static int setHeader(NativeFd fd, int wantedHeaderBytes) {
        if (wantedHeaderBytes == LONG_HEADER_BYTES
                && fd.trySetOption(SOL_PACKET, PACKET_VNET_HDR_SZ, LONG_HEADER_BYTES) == 0) {
            return LONG_HEADER_BYTES;
        }
        fd.setOption("PACKET_VNET_HDR", SOL_PACKET, PACKET_VNET_HDR, 1);
        return SHORT_HEADER_BYTES;
    }

    private static void setPromiscuous(NativeFd fd, LinkInfo link) {
        NativeMemory request = NativeMemory.allocate(PACKET_MREQ_BYTES);
        request.buffer().putInt(0, link.ifindex()).putShort(4, (short) PACKET_MR_PROMISC);
        int result = fd.trySetOption(SOL_PACKET, PACKET_ADD_MEMBERSHIP, request, PACKET_MREQ_BYTES);
        if (result < 0) {
            throw NativeCallException.of("setsockopt(PACKET_MR_PROMISC)", link.name(), -result);
        }
    }

    private static void bind(NativeFd fd, LinkInfo link) {
        NativeMemory address = NativeMemory.allocate(SOCKADDR_LL_BYTES);
        address.buffer().putShort(0, (short) Libc.AF_PACKET);
        address.buffer().order(ByteOrder.BIG_ENDIAN).putShort(2, ETH_P_ALL);
        address.buffer().order(ByteOrder.nativeOrder()).putInt(4, link.ifindex());
        try {
            // NATIVE: bind(2) copies the sockaddr_ll within the call and sets errno when it returns -1.
            if (Libc.bind(fd.number(), address.address(), SOCKADDR_LL_BYTES) < 0) {
                throw NativeCallException.of("bind(AF_PACKET)", link.name(), Libc.errno());
            }
        } finally {
            Reference.reachabilityFence(address);
        }
    }

    /** The netdev as it was when the socket was opened. */
    public LinkInfo link() {
        return link;
    }

    /** Number of the descriptor. */
    public int number() {
        return fd.number();
    }

    /** Length of the virtio-net header that the kernel puts in front of each frame. */
    public int headerBytes() {
        return headerBytes;
    }

    /** What the netdev had counted before the socket was there. */
    public LinkStatistics statisticsBefore() {
        return statisticsBefore;
    }

    /** Frames that found the buffer of the socket full since this process has it; any thread but an event loop. */
    public synchronized long drops() {
        if (fd.isOpen()) {
            // struct tpacket_stats: packets, drops. Both begin at zero again with each look.
            statistics.buffer().putInt(STATISTICS_BYTES, STATISTICS_BYTES);
            // NATIVE: getsockopt(2) fills `statistics` within the call; the lock keeps the descriptor open for it.
            int result = Libc.getsockopt(
                    fd.number(),
                    SOL_PACKET,
                    PACKET_STATISTICS,
                    statistics.address(),
                    statistics.address() + STATISTICS_BYTES);
            if (result == 0) {
                drops += Integer.toUnsignedLong(statistics.buffer().getInt(Integer.BYTES));
            }
        }
        return drops;
    }

    @Override
    public synchronized void close() {
        drops();
        fd.close();
    }
}
