package dev.hayabashi.services.dhcp;

import dev.hayabashi.services.wire.Octets;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads DHCP messages (RFC 2131, 2132). Copies what it needs; never throws because of what it reads. */
public final class DhcpParser {
    private static final int CHADDR_AT = 28;
    private static final int SNAME_AT = 44;
    private static final int SNAME_BYTES = 64;
    private static final int FILE_AT = 108;
    private static final int FILE_BYTES = 128;
    private static final int COOKIE_AT = 236;

    private static final int OVERLOAD_FILE = 1;
    private static final int OVERLOAD_SNAME = 2;

    private DhcpParser() {}

    /**
     * Reads the message of {@code length} octets at {@code offset}.
     *
     * @return null when it is too short, has no magic cookie (plain BOOTP) or an option that leaves its field
     */
    public static @Nullable DhcpMessage parse(ByteBuffer memory, int offset, int length) {
        if (length < DhcpMessage.FIXED_BYTES || memory.getInt(offset + COOKIE_AT) != DhcpMessage.MAGIC_COOKIE) {
            return null;
        }
        DhcpOptions options = new DhcpOptions();
        int optionsAt = offset + DhcpMessage.FIXED_BYTES;
        if (!readOptions(memory, optionsAt, offset + length, options)) {
            return null;
        }
        // The order of the pieces is options, file, sname (RFC 3396 section 5).
        int overload = (int) options.unsigned(OptionCode.OVERLOAD, 0);
        int file = offset + FILE_AT;
        if ((overload & OVERLOAD_FILE) != 0 && !readOptions(memory, file, file + FILE_BYTES, options)) {
            return null;
        }
        int sname = offset + SNAME_AT;
        if ((overload & OVERLOAD_SNAME) != 0 && !readOptions(memory, sname, sname + SNAME_BYTES, options)) {
            return null;
        }
        return new DhcpMessage(
                memory.get(offset) & 0xff,
                memory.get(offset + 1) & 0xff,
                memory.get(offset + 2) & 0xff,
                memory.get(offset + 3) & 0xff,
                memory.getInt(offset + 4),
                memory.getShort(offset + 8) & 0xffff,
                memory.getShort(offset + 10) & 0xffff,
                memory.getInt(offset + 12),
                memory.getInt(offset + 16),
                memory.getInt(offset + 20),
                memory.getInt(offset + 24),
                Octets.mac(memory, offset + CHADDR_AT),
                options);
    }

    /** A missing END is forgiven, as every server does: home-made kernels forget it. */
    private static boolean readOptions(ByteBuffer memory, int from, int end, DhcpOptions into) {
        int at = from;
        while (at < end) {
            int code = memory.get(at++) & 0xff;
            if (code == OptionCode.END) {
                return true;
            }
            if (code == OptionCode.PAD) {
                continue;
            }
            if (at >= end) {
                return false;
            }
            int length = memory.get(at++) & 0xff;
            if (at + length > end) {
                return false;
            }
            into.append(code, memory, at, length);
            at += length;
        }
        return true;
    }
}
