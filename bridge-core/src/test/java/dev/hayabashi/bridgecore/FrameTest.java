package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameTest {
    /** virtio-net header of a TCPv4 super-frame (hdr_len 66, gso_size 1448), then a tagged frame. */
    private static final byte[] BYTES = HexFormat.ofDelimiter(" ")
            .parseHex("01 01 42 00 a8 05 22 00 10 00 00 00 "
                    + "f2 80 81 82 83 84 86 90 91 92 93 94 81 00 e0 2a 08 00 45");

    @Test
    void fieldsAreReadUnsignedWhereverTheFrameStarts() {
        ByteBuffer memory = ByteBuffer.allocateDirect(200).order(ByteOrder.LITTLE_ENDIAN);
        for (int offset : new int[] {0, 8, 104}) {
            memory.put(offset, BYTES);
            Frame frame = new Frame(memory, 4096);
            frame.wrap(new DirectMemory(memory, 4096), offset, BYTES.length);
            assertThat(frame.address()).isEqualTo(4096 + offset);
            assertThat(frame.start()).isEqualTo(offset);
            assertThat(frame.length()).isEqualTo(19);
            assertThat(MacAddress.format(frame.destination())).isEqualTo("f2:80:81:82:83:84");
            assertThat(MacAddress.format(frame.source())).isEqualTo("86:90:91:92:93:94");
            assertThat(frame.etherType()).isEqualTo(Frame.ETHERTYPE_VLAN);
            assertThat(frame.unsignedShort(14)).isEqualTo(0xe02a);
            assertThat(frame.unsignedByte(0)).isEqualTo(0xf2);
            assertThat(frame.isSuperFrame()).isTrue();
        }
    }

    /** What a sender without offloads would have made of the same packet, for IPv4 and IPv6 with all that may lie before the payload. */
    @Test
    void superFrameIsAsLongOnTheWireAsItsFirstSegment() {
        Random random = new Random(17);
        for (int i = 0; i < 2_000; i++) {
            OffloadedPacket packet = OffloadedPacket.random(random);
            byte[] bytes = packet.superFrame(random.nextBoolean());
            bytes[2] = (byte) random.nextInt();
            bytes[3] = (byte) random.nextInt();
            assertThat(Frames.ofBytes(bytes).wireLength())
                    .as("%d: %s", i, packet)
                    .isEqualTo(packet.segments().get(0).length);
        }
    }

    @Test
    void superFrameWhoseHeadersAreNotUnderstoodIsNotLongerThanItIs() {
        Frame frame = Frames.of(1, 2, 1600);
        frame.memory().put(1, (byte) 1).putShort(2, (short) -1).putShort(4, Short.reverseBytes((short) 1448));
        assertThat(frame.wireLength()).isEqualTo(14 + 1448);
        frame.memory().putShort(4, (short) -1);
        assertThat(frame.wireLength()).isEqualTo(1600);
    }

    @Test
    void frameThatIsNotSegmentedIsAsLongOnTheWireAsHere() {
        Frame frame = Frames.of(1, 2, 1514);
        assertThat(frame.isSuperFrame()).isFalse();
        assertThat(frame.wireLength()).isEqualTo(1514);
    }

    @Test
    void readAfterAQueuedFrameStartsAtTheBeginningAgain() {
        Frame frame = Frames.empty();
        frame.wrap(new DirectMemory(ByteBuffer.allocateDirect(100), 0), 40, 60);
        frame.received(26);
        assertThat(frame.start()).isZero();
        assertThat(frame.length()).isEqualTo(14);
    }
}
