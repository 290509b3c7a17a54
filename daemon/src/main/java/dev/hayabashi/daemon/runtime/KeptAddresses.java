package dev.hayabashi.daemon.runtime;

import dev.hayabashi.bridgecore.EntryType;
import dev.hayabashi.bridgecore.MacTable;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Learned addresses of a MAC table, 16 octets each: the address with its VLAN, the port and whether it is sticky, the age in
 * tenths of a second. A table may hold a million of them, which would be long as text.
 */
final class KeptAddresses {
    private static final int OCTETS = 16;
    private static final int STICKY = 1 << 16;

    /** What is left out is learned again; both processes have to have all that is kept in memory several times. */
    private static final int MAX_ADDRESSES = 1 << 18;

    private KeptAddresses() {}

    static byte[] of(MacTable table, long nowNanos) {
        // Some of those that are counted have aged out.
        ByteBuffer octets = ByteBuffer.allocate(Math.min(table.learnedCount(), MAX_ADDRESSES) * OCTETS);
        table.forEach(nowNanos, (address, port, type, ageSeconds) -> {
            if (octets.hasRemaining() && (type == EntryType.DYNAMIC || type == EntryType.STICKY)) {
                octets.putLong(address)
                        .putInt(port | (type == EntryType.STICKY ? STICKY : 0))
                        .putInt((int) Math.round(ageSeconds * 10));
            }
        });
        byte[] kept = new byte[octets.position()];
        octets.flip().get(kept);
        return kept;
    }

    static void into(MacTable table, byte[] kept, long nowNanos) {
        ByteBuffer octets = ByteBuffer.wrap(kept);
        while (octets.remaining() >= OCTETS) {
            long address = octets.getLong();
            int port = octets.getInt();
            long ageNanos = TimeUnit.MILLISECONDS.toNanos(100L * octets.getInt());
            table.learn(address, port & (STICKY - 1), (port & STICKY) != 0, nowNanos - ageNanos);
        }
    }
}
