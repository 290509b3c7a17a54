package dev.hayabashi.tapio;

import dev.hayabashi.tapio.drops.DropSource;
import dev.hayabashi.tapio.drops.KernelLook;
import dev.hayabashi.tapio.loop.FrameLoop;
import dev.hayabashi.tapio.loop.LinkState;
import dev.hayabashi.tapio.netlink.LinkInfo;
import dev.hayabashi.tapio.netlink.LinkListener;
import dev.hayabashi.tapio.packet.PacketSocket;
import dev.hayabashi.tapio.packet.PacketSource;
import dev.hayabashi.tapio.sys.MissingDeviceException;
import dev.hayabashi.tapio.sys.NativeFd;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kind {@code netdev}: AF_PACKET on a netdev that somebody else owns. A socket whose netdev was deleted stays silent for
 * ever, so the link monitor decides; a netdev of the same name gets a new socket.
 */
final class NetdevPort extends LivePort implements LinkListener {
    private static final Logger LOG = LoggerFactory.getLogger(NetdevPort.class);

    private final String name;
    private @Nullable PacketSocket socket;

    private NetdevPort(PortSpec.NetdevSpec spec, @Nullable PacketSocket socket) {
        super(spec);
        this.name = spec.device();
        this.socket = socket;
        link(socket == null ? null : socket.link());
        lookAt(socket);
    }

    private void lookAt(@Nullable PacketSocket present) {
        dropSources(
                present == null
                        ? List.of()
                        : List.of(
                                new SocketDrops(present),
                                DropSource.receiving(present.link(), false, present.statisticsBefore()),
                                DropSource.sending(present.link(), true, present.statisticsBefore())));
    }

    static NetdevPort takeOver(PortSpec.NetdevSpec spec, KeptPort kept, @Nullable NativeFd fd) {
        PacketSocket socket =
                fd == null ? null : PacketSocket.takeOver(spec.device(), fd, kept.ifindex(), kept.headerBytes());
        NetdevPort port = new NetdevPort(spec, socket);
        port.takenOver(kept);
        return port;
    }

    @Override
    KeptPort kept(LinkState linkState) {
        PacketSocket present = socket;
        return present == null
                ? KeptPort.absent(linkState)
                : new KeptPort(
                        true,
                        linkState,
                        present.link().ifindex(),
                        true,
                        Optional.empty(),
                        false,
                        List.of(),
                        present.headerBytes(),
                        Optional.empty(),
                        Optional.empty());
    }

    @Override
    public int descriptor() {
        PacketSocket present = socket;
        return present == null ? -1 : present.number();
    }

    static NetdevPort open(PortSpec.NetdevSpec spec) {
        return new NetdevPort(spec, PacketSocket.open(spec.device()));
    }

    /** As {@link #open}, but a netdev that does not exist is waited for, as for one that has gone. */
    static NetdevPort openOrAwait(PortSpec.NetdevSpec spec) {
        try {
            return open(spec);
        } catch (MissingDeviceException e) {
            LOG.warn("port {} waits for the netdev {}, which does not exist", spec.name(), spec.device());
            NetdevPort port = new NetdevPort(spec, null);
            port.channel().takenOver(LinkState.GONE);
            return port;
        }
    }

    @Override
    public Made made() {
        return new Made(List.of(), List.of(name));
    }

    @Override
    void started(FrameLoop on) {
        PacketSocket present = socket;
        if (present != null) {
            use(present);
        }
        on.links().watch(LinkInfo.OWN_NAMESPACE, name, this);
    }

    private void use(PacketSocket present) {
        if (present != socket) {
            socket = present;
            lookAt(present);
        }
        channel().install(new PacketSource(present, loop().frame(), loop().frameWithHeadroom()), this::descriptorGone);
        tellLatest(present.link(), this);
    }

    @Override
    public void linkChanged(LinkInfo info) {
        link(info);
        PacketSocket present = socket;
        if (present == null) {
            retry();
        } else if (present.link().ifindex() != info.ifindex()) {
            // Deleted and made again between two looks.
            descriptorGone();
            link(info);
            retry();
        } else if (info.masterIfindex() != 0) {
            // Somebody put it into a kernel bridge: carrying on would forward every frame twice.
            descriptorGone();
            link(info);
            retry();
        } else {
            channel().linkState(stateOf(info));
        }
    }

    @Override
    public void linkGone(LinkInfo last) {
        descriptorGone();
    }

    private void descriptorGone() {
        link(null);
        channel().clear();
        channel().linkState(LinkState.GONE);
        PacketSocket lost = socket;
        socket = null;
        lookAt(null);
        if (lost != null) {
            // Leaving promiscuous mode takes the RTNL lock.
            loop().setup().execute(lost::close);
        }
    }

    @Override
    void retry() {
        if (socket != null || link().isEmpty()) {
            return;
        }
        setUpAgain(
                () -> PacketSocket.open(name),
                found -> {
                    channel().reattached();
                    use(found);
                },
                PacketSocket::close);
    }

    @Override
    void stopped(FrameLoop on) {
        on.links().unwatch(LinkInfo.OWN_NAMESPACE, name, this);
    }

    @Override
    void release(Closing how) {
        PacketSocket present = socket;
        socket = null;
        if (present != null) {
            present.close();
        }
    }

    /**
     * Frames that found the socket's buffer full. The kernel counts them for us alone and from the last look on, so that those of
     * the time before a take-over are the other process's, or still to be seen.
     */
    private record SocketDrops(PacketSocket socket) implements DropSource {
        @Override
        public boolean toPort() {
            return false;
        }

        @Override
        public long before() {
            return 0;
        }

        @Override
        public OptionalLong count(KernelLook look) {
            return OptionalLong.of(socket.drops());
        }
    }
}
