package dev.hayabashi.daemon.capture;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes pcapng blocks (draft-ietf-opsawg-pcapng), little-endian: section header, interface description with {@code if_name},
 * enhanced packet with direction, loss and comment.
 */
final class PcapngWriter {
    private static final int SECTION_HEADER = 0x0A0D_0D0A;
    private static final int BYTE_ORDER_MAGIC = 0x1A2B_3C4D;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int ENHANCED_PACKET = 6;
    private static final int LINKTYPE_ETHERNET = 1;
    private static final int OPT_END = 0;
    private static final int OPT_COMMENT = 1;
    private static final int SHB_USERAPPL = 4;
    private static final int IF_NAME = 2;
    private static final int IF_DESCRIPTION = 3;
    private static final int IF_TSRESOL = 9;
    private static final int EPB_FLAGS = 2;
    private static final int EPB_DROPCOUNT = 4;
    private static final int NANOSECONDS = 9;

    private PcapngWriter() {}

    static void section(ByteBuf out, String application) {
        int start = begin(out, SECTION_HEADER);
        out.writeIntLE(BYTE_ORDER_MAGIC).writeShortLE(1).writeShortLE(0).writeLongLE(-1);
        option(out, SHB_USERAPPL, application);
        end(out, start);
    }

    static void interfaceDescription(ByteBuf out, String name, String description, int snapBytes) {
        int start = begin(out, INTERFACE_DESCRIPTION);
        out.writeShortLE(LINKTYPE_ETHERNET).writeShortLE(0).writeIntLE(snapBytes);
        option(out, IF_NAME, name);
        option(out, IF_DESCRIPTION, description);
        out.writeShortLE(IF_TSRESOL).writeShortLE(1).writeByte(NANOSECONDS).writeZero(3);
        end(out, start);
    }

    /**
     * A frame.
     *
     * @param epochNanos when
     * @param inbound whether it came in by the interface or left by it
     * @param lost frames of the capture that were lost since the one before
     * @param comment what became of it
     */
    static void packet(
            ByteBuf out,
            int interfaceNumber,
            long epochNanos,
            byte[] frame,
            int originalLength,
            boolean inbound,
            long lost,
            @Nullable String comment) {
        int start = begin(out, ENHANCED_PACKET);
        out.writeIntLE(interfaceNumber)
                .writeIntLE((int) (epochNanos >>> 32))
                .writeIntLE((int) epochNanos)
                .writeIntLE(frame.length)
                .writeIntLE(originalLength)
                .writeBytes(frame);
        pad(out, frame.length);
        out.writeShortLE(EPB_FLAGS).writeShortLE(4).writeIntLE(inbound ? 1 : 2);
        if (lost > 0) {
            out.writeShortLE(EPB_DROPCOUNT).writeShortLE(8).writeLongLE(lost);
        }
        if (comment != null) {
            option(out, OPT_COMMENT, comment);
        }
        end(out, start);
    }

    private static int begin(ByteBuf out, int type) {
        int start = out.writerIndex();
        out.writeIntLE(type).writeIntLE(0);
        return start;
    }

    /** Ends the options and writes the block's length at both of its ends. */
    private static void end(ByteBuf out, int start) {
        out.writeShortLE(OPT_END).writeShortLE(0);
        int length = out.writerIndex() - start + 4;
        out.writeIntLE(length);
        out.setIntLE(start + 4, length);
    }

    private static void option(ByteBuf out, int code, String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        out.writeShortLE(code).writeShortLE(octets.length).writeBytes(octets);
        pad(out, octets.length);
    }

    private static void pad(ByteBuf out, int length) {
        out.writeZero(-length & 3);
    }
}
