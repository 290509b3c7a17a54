package dev.hayabashi.bridgecore;

import static dev.hayabashi.bridgecore.MacTable.GENERATIONS;
import static dev.hayabashi.bridgecore.MacTable.NO_PORT;
import static dev.hayabashi.bridgecore.MacTable.VERSION;
import static dev.hayabashi.bridgecore.MacTable.WORDS;
import static dev.hayabashi.bridgecore.PackedEntry.isLearned;
import static dev.hayabashi.bridgecore.PackedEntry.keyOf;
import static dev.hayabashi.bridgecore.PackedEntry.portOf;
import static dev.hayabashi.bridgecore.PackedEntry.seenOf;
import static dev.hayabashi.bridgecore.PackedEntry.typeOf;

import java.lang.invoke.VarHandle;

/**
 * Look-ups in a {@link MacTable} from other threads than its owner's, without a lock. One for each thread.
 *
 * <p>A look-up may miss an address that is in the table: the owner is asked then, so that a miss costs time and nothing else. It
 * never gives an address the port of another one. Key and value are two words, and an entry may be taken out or moved to another slot
 * between the reading of one and of the other; the owner therefore makes the table's version odd while keys change their places, and
 * even afterwards, and who finds it odd or changed has missed. A value alone is one word and changes at once: refreshed, or on
 * another port.
 *
 * <p>A flush counts for look-ups that begin after it. Where the rest must be waited for, {@link Passage} does that.
 */
final class MacTableReader {
    /** How old a source may be, in tenths of a second, before its owner has to hear of it again; less where ageing is short. */
    private static final int FRESH_TENTHS = 10;

    private static final int FRESH_SHARE = 8;

    private final MacTable table;

    MacTableReader(MacTable table) {
        this.table = table;
    }

    /** The port that {@code address} is behind; {@link MacTable#NO_PORT} when it is not known, or may not be. */
    int lookup(long address, long nowNanos) {
        return livePort(find(address), MacTable.tenths(nowNanos));
    }

    /**
     * Where a frame goes of which the owner need not hear: its source is behind the port that it came by and was noted there
     * not long ago.
     *
     * @param sticky the port keeps what it learns: see {@link MacTable#learn}
     * @return the port that {@code destination} is behind, which may be {@code in} or {@link MacTable#LOCAL_PORT};
     *     {@link MacTable#NO_PORT} when the owner must see the frame
     */
    int relayTo(long source, long destination, int in, boolean sticky, long nowNanos) {
        int now = MacTable.tenths(nowNanos);
        long known = find(source);
        if (livePort(known, now) != in || !isFresh(known, sticky, now)) {
            return NO_PORT;
        }
        return livePort(find(destination), now);
    }

    private boolean isFresh(long value, boolean sticky, int now) {
        EntryType type = typeOf(value);
        if (!isLearned(type)) {
            return true;
        }
        int freshTenths = Math.max(1, Math.min(FRESH_TENTHS, table.ageingTenths / FRESH_SHARE));
        return (type == EntryType.STICKY) == sticky && now - seenOf(value) < freshTenths;
    }

    private int livePort(long value, int now) {
        int port = portOf(value);
        if (isLearned(typeOf(value))) {
            short generation = (short) GENERATIONS.getOpaque(table.generation, port);
            if (PackedEntry.generation(value) != (generation & PackedEntry.GENERATION_MASK)
                    || now - seenOf(value) >= table.ageingTenths) {
                return NO_PORT;
            }
        }
        return port;
    }

    /** The value of an address, or 0, which names no port. */
    private long find(long address) {
        int version = (int) VERSION.getAcquire(table);
        if ((version & 1) != 0) {
            return 0;
        }
        // The array and its length belong together whichever array this is.
        long[] words = table.slots;
        int mask = words.length / 2 - 1;
        long key = keyOf(address);
        int slot = MacTable.hash(key, table.seed) & mask;
        for (int looked = 0; looked <= mask; looked++) {
            long candidate = (long) WORDS.getOpaque(words, 2 * slot);
            if (candidate == key) {
                long value = (long) WORDS.getOpaque(words, 2 * slot + 1);
                VarHandle.acquireFence();
                return (int) VERSION.getOpaque(table) == version ? value : 0;
            }
            if (candidate == 0) {
                return 0;
            }
            slot = (slot + 1) & mask;
        }
        return 0;
    }
}
