package dev.hayabashi.tapio.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Reading what the kernel says, and surviving what it never would. */
class ParserTest {
    private static final String BRIDGE = "haya0";

    private static MessageWalk walk(ByteBuffer bytes) {
        return new MessageWalk(bytes, bytes.limit());
    }

    @Test
    void aTapAsTheKernelDescribesIt() {
        MessageWalk walk = walk(Captures.read("newlink-tap.hex"));
        assertThat(walk.next()).isTrue();
        assertThat(walk.type()).isEqualTo(Rtnl.RTM_NEWLINK);
        LinkInfo link = LinkParser.parse(walk, LinkInfo.OWN_NAMESPACE).orElseThrow();
        assertThat(link)
                .isEqualTo(new LinkInfo(
                        LinkInfo.OWN_NAMESPACE,
                        2,
                        "vm0",
                        true,
                        true,
                        false,
                        link.carrierUps(),
                        false,
                        9000,
                        0x02_00_00_00_00_77L,
                        0,
                        1000,
                        "tun",
                        "",
                        "hayabashi:haya0:vm0",
                        link.qdisc(),
                        0,
                        Optional.of(new TunInfo(true, 1234, 2345, false, true, false))));
        assertThat(link.up()).isFalse();
        assertThat(walk.next()).isFalse();
        assertThat(walk.malformed()).isFalse();
    }

    @Test
    void aRedirectAsTheKernelDescribesIt() {
        List<TrafficControl.Filter> filters = new ArrayList<>();
        MessageWalk walk = walk(Captures.read("filters-u32.hex"));
        while (walk.next()) {
            if (walk.type() == Rtnl.RTM_NEWTFILTER) {
                FilterParser.parse(walk, BRIDGE).ifPresent(filters::add);
            }
        }
        // The hash tables that come with a u32 filter are none themselves; the cookie is no whole one of ours.
        assertThat(filters).containsExactly(new TrafficControl.Filter(18498, "u32", false, false, false, 0, 0, 0));
    }

    @Test
    void messagesThatAreTooShortOrTooLongEndTheWalk() {
        ByteBuffer bytes = new Request(Rtnl.RTM_NEWLINK, 0)
                .link(0, 1, 0, 0)
                .putString(Rtnl.IFLA_IFNAME, "eth0")
                .finish(1, 0);
        for (int length : new int[] {0, 1, 15, bytes.limit() + 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            bytes.putInt(0, length);
            MessageWalk walk = walk(bytes);
            assertThat(walk.next()).as("length %d", length).isFalse();
            assertThat(walk.malformed()).isTrue();
        }
        bytes.putInt(0, bytes.limit());
        MessageWalk cut = new MessageWalk(bytes, 10);
        assertThat(cut.next()).isFalse();
        assertThat(cut.malformed()).isTrue();
    }

    @Test
    void anAttributeThatReachesOutOfItsMessageIsNotRead() {
        ByteBuffer bytes = new Request(Rtnl.RTM_NEWLINK, 0)
                .link(0, 1, 0, 0)
                .putString(Rtnl.IFLA_IFNAME, "eth0")
                .putInt(Rtnl.IFLA_MTU, 1500)
                .finish(1, 0);
        int mtu = Rtnl.NLMSG_HEADER_BYTES + Rtnl.IFINFOMSG_BYTES + 12;
        for (int length : new int[] {0, 3, 9, 0xffff}) {
            bytes.putShort(mtu, (short) length);
            MessageWalk walk = walk(bytes);
            assertThat(walk.next()).isTrue();
            assertThat(LinkParser.parse(walk, LinkInfo.OWN_NAMESPACE)
                            .orElseThrow()
                            .mtuBytes())
                    .as("length %d", length)
                    .isZero();
        }
    }

    @Test
    void linksWithoutNameOrIndexAndBridgePortMessagesAreNoLinks() {
        ByteBuffer nameless = new Request(Rtnl.RTM_NEWLINK, 0).link(0, 1, 0, 0).finish(1, 0);
        ByteBuffer bridgePort = new Request(Rtnl.RTM_NEWLINK, 0)
                .link(7, 1, 0, 0)
                .putString(Rtnl.IFLA_IFNAME, "eth0")
                .finish(1, 0);
        ByteBuffer noIndex = new Request(Rtnl.RTM_NEWLINK, 0)
                .link(0, 0, 0, 0)
                .putString(Rtnl.IFLA_IFNAME, "eth0")
                .finish(1, 0);
        for (ByteBuffer bytes : List.of(nameless, bridgePort, noIndex)) {
            MessageWalk walk = walk(bytes);
            assertThat(walk.next()).isTrue();
            assertThat(LinkParser.parse(walk, LinkInfo.OWN_NAMESPACE)).isEmpty();
        }
    }

    @Test
    void theKernelsOwnWordsAreFoundBehindACappedAndAWholeRequest() {
        String text = "TC classifier not found";
        for (boolean capped : new boolean[] {true, false}) {
            Request error = new Request(Rtnl.NLMSG_ERROR, Rtnl.NLM_F_ACK_TLVS | (capped ? Rtnl.NLM_F_CAPPED : 0));
            error.putRaw(-2).putRaw(capped ? 16 : 24).putRaw(0).putRaw(0).putRaw(0);
            if (!capped) {
                error.putRaw(0).putRaw(0);
            }
            ByteBuffer bytes = error.putString(Rtnl.NLMSGERR_ATTR_MSG, text).finish(1, 0);
            MessageWalk walk = walk(bytes);
            assertThat(walk.next()).isTrue();
            assertThat(walk.error()).isEqualTo(-2);
            assertThat(walk.errorText()).isEqualTo(text);
        }
    }

    /** Every prefix, and a hundred thousand mutations: parsing ends and never throws. */
    @Test
    void mangledMessagesAreSkippedAndNeverThrow() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("ParserTest seed " + seed + " (repeat with -Dseed=" + seed + ")");
        Random random = new Random(seed);
        for (String name : List.of("newlink-tap.hex", "filters-u32.hex")) {
            ByteBuffer original = Captures.read(name);
            for (int cut = 0; cut <= original.limit(); cut++) {
                parseEverything(copy(original, cut));
            }
            for (int round = 0; round < 50_000; round++) {
                ByteBuffer mangled = copy(original, original.limit());
                for (int i = 1 + random.nextInt(8); i > 0; i--) {
                    mangle(mangled, random);
                }
                parseEverything(mangled);
            }
        }
    }

    private static ByteBuffer copy(ByteBuffer original, int bytes) {
        byte[] copy = new byte[bytes];
        original.get(0, copy);
        return ByteBuffer.wrap(copy).order(original.order());
    }

    private static void mangle(ByteBuffer bytes, Random random) {
        int at = random.nextInt(bytes.limit() - 4);
        switch (random.nextInt(4)) {
            case 0 -> bytes.put(at, (byte) random.nextInt());
            case 1 -> bytes.putShort(at & ~1, (short) random.nextInt(64));
            case 2 -> bytes.putShort(at & ~3, (short) (random.nextBoolean() ? -1 : 0));
            default -> bytes.putInt(at & ~3, random.nextInt());
        }
    }

    private static void parseEverything(ByteBuffer bytes) {
        MessageWalk walk = walk(bytes);
        int messages = 0;
        while (walk.next()) {
            LinkParser.parse(walk, 0);
            if (walk.bodyLength() >= Rtnl.TCMSG_BYTES) {
                FilterParser.parse(walk, BRIDGE);
            }
            walk.errorText();
            walk.error();
            messages++;
        }
        assertThat(messages).isLessThanOrEqualTo(bytes.limit() / Rtnl.NLMSG_HEADER_BYTES);
    }
}
