package dev.hayabashi.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes a stream of pcapng on, whole blocks only: a capture that is interrupted leaves a file that ends where a block ends.
 */
final class PcapngBlocks {
    private static final int BLOCK_HEADER_BYTES = 8;
    private static final int ENHANCED_PACKET = 6;

    private final OutputStream out;
    private byte[] waiting = new byte[1 << 16];
    private int bytes;
    private long packets;

    PcapngBlocks(OutputStream out) {
        this.out = out;
    }

    /** Takes a part of the stream, cut anywhere. */
    void add(byte[] part) {
        if (bytes + part.length > waiting.length) {
            waiting = java.util.Arrays.copyOf(waiting, Math.max(2 * waiting.length, bytes + part.length));
        }
        System.arraycopy(part, 0, waiting, bytes, part.length);
        bytes += part.length;
        ByteBuffer buffer = ByteBuffer.wrap(waiting, 0, bytes).order(ByteOrder.LITTLE_ENDIAN);
        int end = 0;
        while (bytes - end >= BLOCK_HEADER_BYTES && buffer.getInt(end + 4) <= bytes - end) {
            packets += buffer.getInt(end) == ENHANCED_PACKET ? 1 : 0;
            end += Math.max(BLOCK_HEADER_BYTES, buffer.getInt(end + 4));
        }
        try {
            out.write(waiting, 0, end);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.arraycopy(waiting, end, waiting, 0, bytes - end);
        bytes -= end;
    }

    /** Frames written. */
    long packets() {
        return packets;
    }
}
