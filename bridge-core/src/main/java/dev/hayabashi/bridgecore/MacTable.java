package dev.hayabashi.bridgecore;

import static dev.hayabashi.bridgecore.PackedEntry.addressOf;
import static dev.hayabashi.bridgecore.PackedEntry.isLearned;
import static dev.hayabashi.bridgecore.PackedEntry.keyOf;
import static dev.hayabashi.bridgecore.PackedEntry.portOf;
import static dev.hayabashi.bridgecore.PackedEntry.seenOf;
import static dev.hayabashi.bridgecore.PackedEntry.typeOf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The filtering database (802.1D-2004 clause 7.9): which port an address is behind.
 *
 * <p>Open addressing with linear probing over one {@code long[]} in which key and value of a slot lie side by side, so
 * that a lookup costs one cache miss however large the table is. The load never passes five eighths: the array is sized for
 * {@code limit} learned entries when the table is made, and grows only where configuration pins more. The hash is keyed with a seed: a guest that does not know it
 * cannot choose addresses that all fall into one chain.
 *
 * <p>Flushing a port is one increment. Each entry carries the generation of its port at the time it was learned; an entry
 * of an older generation is dead, is passed over by lookups, and its slot is taken back by the next sweep. A topology
 * change on a table of a million addresses costs the same as on an empty one.
 *
 * <p>When the table is full, a new address takes the place of an old one of the port that holds most: a guest that floods
 * the table with forged sources evicts its own entries and not those of its neighbours.
 *
 * <p>A bridge that filters by VLAN learns independently in each (IVL): its addresses have the VLAN identifier in bits 48 to 59, in
 * every call here. For this table that is simply a longer address.
 *
 * <p>Time is given in nanoseconds by the caller and kept in tenths of a second. Owned by one event loop; others may look addresses
 * up by a {@link MacTableReader}, for whose sake words are written whole and in order. That costs the owner nothing: it reads plain
 * fields, and on the usual processors opaque and release stores are plain ones too.
 */
public final class MacTable {
    /** Default number of addresses, as on many switches. */
    public static final int DEFAULT_LIMIT = 8192;

    /** Default ageing time in seconds (802.1D-2004 table 7-5). */
    public static final int DEFAULT_AGEING_SECONDS = 300;

    /** Highest port number that an entry can name. */
    public static final int MAX_PORT = 4095;

    /** "Port" of the bridge's own addresses: nothing from there may come in by a real port, nothing to there goes out. */
    public static final int LOCAL_PORT = MAX_PORT + 1;

    /** {@link #lookup} found nothing. */
    public static final int NO_PORT = 0;

    /** What {@link #learn} did. */
    public enum Learned {
        /** The address was known on this port. */
        KNOWN,
        /** The address is new. */
        NEW,
        /** The address was known on another port and has moved here. */
        MOVED,
        /** The address belongs to another port by a static or sticky entry: nothing changed. */
        PINNED,
        /** The port has reached its own limit: nothing was learned. */
        PORT_LIMIT
    }

    /** Receives the entries of {@link #forEach}; pinned entries have no age, theirs is 0. */
    @FunctionalInterface
    public interface Visitor {
        void entry(long address, int port, EntryType type, double ageSeconds);
    }

    private static final long NANOS_PER_TENTH = 100_000_000L;
    private static final int EVICTION_SAMPLES = 8;

    static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);
    static final VarHandle GENERATIONS = MethodHandles.arrayElementVarHandle(short[].class);
    static final VarHandle VERSION;

    static {
        try {
            VERSION = MethodHandles.lookup().findVarHandle(MacTable.class, "version", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int limit;
    final long seed;
    long[] slots;
    private int slotMask;
    // Odd while keys change their places; see MacTableReader.
    private int version;
    private Relays relays = Relays.NONE;
    private @Nullable Shortcuts shortcuts;
    private final int[] learnedOnPort = new int[LOCAL_PORT + 1];
    private final int[] portLimit = new int[LOCAL_PORT + 1];
    final short[] generation = new short[LOCAL_PORT + 1];

    int ageingTenths = DEFAULT_AGEING_SECONDS * 10;
    private int used;
    private int pinned;
    private int learned;
    private int clockHand;
    private long moves;
    private long evictions;
    private int lastLearnedFrom;
    // Makes the search for the fullest port, once for each address of a flood, as short as the bridge is small.
    private int highestPort;

    /**
     * @param limit most addresses it learns, 1 to 4,194,304; the memory is 32 to 64 bytes for each, taken at once
     * @param seed key of the hash; random in production
     */
    public MacTable(int limit, long seed) {
        if (limit < 1 || limit > 1 << 22) {
            throw new IllegalArgumentException("MAC table limit " + limit + " is outside 1..4194304");
        }
        this.limit = limit;
        this.seed = seed;
        int capacity = Integer.highestOneBit(Math.max(limit, 32) * 2 - 1) << 1;
        this.slots = new long[capacity * 2];
        this.slotMask = capacity - 1;
    }

    /** Sets the time after which an address that was not heard is forgotten; takes effect on all entries at once. */
    public void setAgeingNanos(long ageingNanos) {
        ageingTenths = (int) Math.min(Integer.MAX_VALUE, Math.max(1, ageingNanos / NANOS_PER_TENTH));
        relays.settle();
    }

    /** See {@link #setAgeingNanos}; in whole tenths of a second. */
    public long ageingNanos() {
        return ageingTenths * NANOS_PER_TENTH;
    }

    /**
     * Limits the addresses learned on {@code port}; 0 means no limit of its own. Entries above it stay until they age, and one
     * that has aged out counts until the next {@link #sweep} passes it.
     */
    public void setPortLimit(int port, int addresses) {
        portLimit[port] = addresses;
    }

    /**
     * The port that {@code address} is behind, or {@link #NO_PORT}.
     *
     * @param address 48-bit address
     */
    public int lookup(long address, long nowNanos) {
        int slot = find(address);
        if (slot < 0) {
            return NO_PORT;
        }
        long value = slots[2 * slot + 1];
        return isLive(value, tenths(nowNanos)) ? portOf(value) : NO_PORT;
    }

    /** True when a static entry pins {@code address} to {@code port}. */
    public boolean isStaticOn(long address, int port) {
        int slot = find(address);
        if (slot < 0) {
            return false;
        }
        long value = slots[2 * slot + 1];
        return typeOf(value) == EntryType.STATIC && portOf(value) == port;
    }

    /**
     * Notes that a frame from {@code address} came in by {@code port}.
     *
     * @param sticky the port keeps what it learns: other ports cannot take the address over before it has aged out
     */
    public Learned learn(long address, int port, boolean sticky, long nowNanos) {
        int now = tenths(nowNanos);
        int slot = find(address);
        if (slot < 0) {
            return insertLearned(address, port, sticky, now);
        }
        long value = slots[2 * slot + 1];
        if (!isLive(value, now)) {
            removeSlot(slot);
            return insertLearned(address, port, sticky, now);
        }
        EntryType type = typeOf(value);
        if (portOf(value) == port) {
            if (isLearned(type)) {
                long refreshed = packLearned(port, sticky, now);
                if (refreshed != value) {
                    value(slot, refreshed);
                }
            }
            return Learned.KNOWN;
        }
        if (type != EntryType.DYNAMIC) {
            return Learned.PINNED;
        }
        if (isAtPortLimit(port)) {
            return Learned.PORT_LIMIT;
        }
        lastLearnedFrom = portOf(value);
        learnedOnPort[lastLearnedFrom]--;
        learnedOnPort[port]++;
        highestPort = Math.max(highestPort, port);
        value(slot, packLearned(port, sticky, now));
        moves++;
        return Learned.MOVED;
    }

    /** The port that the last {@link Learned#MOVED} address came from. */
    public int movedFrom() {
        return lastLearnedFrom;
    }

    /**
     * Pins {@code address} to {@code port}, whatever was known of it. Pinned addresses count towards no limit; where they are
     * more than the table was made for it grows, so this is not for the frame path.
     */
    public void addStatic(long address, int port, long nowNanos) {
        pin(address, port, EntryType.STATIC, nowNanos);
    }

    /** Makes {@code address} one of the bridge's own: see {@link #LOCAL_PORT}. */
    public void addLocal(long address, long nowNanos) {
        pin(address, LOCAL_PORT, EntryType.LOCAL, nowNanos);
    }

    private void pin(long address, int port, EntryType type, long nowNanos) {
        remove(address);
        if (8L * (limit + pinned + 1) > 5L * capacity()) {
            grow();
        }
        put(keyOf(address), pack(port, type, tenths(nowNanos)));
        pinned++;
        addressChanged(address);
    }

    private void addressChanged(long address) {
        if (shortcuts != null) {
            shortcuts.addressChanged(address);
        }
    }

    private void portFlushed(int port) {
        if (shortcuts != null) {
            shortcuts.portFlushed(port);
        }
    }

    private void grow() {
        long[] old = slots;
        beginChange();
        slots = new long[old.length * 2];
        slotMask = old.length - 1;
        used = 0;
        clockHand = 0;
        for (int at = 0; at < old.length; at += 2) {
            if (old[at] != 0) {
                fill(old[at], old[at + 1]);
            }
        }
        endChange();
    }

    /** Forgets {@code address}; true when it was known, or had aged out since the last sweep. */
    public boolean remove(long address) {
        int slot = find(address);
        if (slot < 0) {
            return false;
        }
        long value = slots[2 * slot + 1];
        boolean known = !isLearned(typeOf(value)) || isCurrent(value);
        removeSlot(slot);
        addressChanged(address);
        return known;
    }

    /** Unpins {@code address} from {@code port}; true when it had a static entry there. */
    public boolean removeStatic(long address, int port) {
        return isStaticOn(address, port) && remove(address);
    }

    /** Forgets everything learned on {@code port}; static entries stay. Returns how many addresses that were. */
    public int flushPort(int port) {
        int flushed = learnedOnPort[port];
        learnedOnPort[port] = 0;
        learned -= flushed;
        int next = generation[port] + 1;
        if ((next & PackedEntry.GENERATION_MASK) == 0) {
            // The counter goes round: entries of its first use would come alive again.
            removeLearned(port);
        }
        GENERATIONS.setOpaque(generation, port, (short) next);
        relays.settle();
        portFlushed(port);
        return flushed;
    }

    /** Forgets everything learned on any port. */
    public int flushAll() {
        int flushed = 0;
        for (int port = 0; port <= MAX_PORT; port++) {
            if (learnedOnPort[port] > 0) {
                flushed += flushPort(port);
            }
        }
        return flushed;
    }

    /** Forgets everything that names {@code port}, static entries too: the port is gone. */
    public void removePort(int port) {
        flushPort(port);
        portLimit[port] = 0;
        for (int slot = 0; slot <= slotMask; slot++) {
            while (slots[2 * slot] != 0 && portOf(slots[2 * slot + 1]) == port) {
                removeSlot(slot);
            }
        }
        relays.settle();
        portFlushed(port);
    }

    /** Moves all that was learned on {@code from} to {@code to} (802.1D-2004 clause 17.11). */
    public void movePort(int from, int to, long nowNanos) {
        int now = tenths(nowNanos);
        highestPort = Math.max(highestPort, to);
        for (int slot = 0; slot <= slotMask; slot++) {
            long value = slots[2 * slot + 1];
            if (slots[2 * slot] != 0 && portOf(value) == from && isLearned(typeOf(value)) && isLive(value, now)) {
                value(slot, pack(to, typeOf(value), seenOf(value)));
                learnedOnPort[from]--;
                learnedOnPort[to]++;
            }
        }
        portFlushed(from);
    }

    /**
     * Takes back slots of entries that are dead or have aged out, looking at a bounded part of the table each time. Lookups
     * do not depend on it; memory and the counts of learned addresses do.
     *
     * @param maxSlots how many slots to look at
     */
    public void sweep(int maxSlots, long nowNanos) {
        int now = tenths(nowNanos);
        int looked = Math.min(maxSlots, slotMask + 1);
        for (int i = 0; i < looked; i++) {
            while (slots[2 * clockHand] != 0 && !isLive(slots[2 * clockHand + 1], now)) {
                removeSlot(clockHand);
            }
            clockHand = (clockHand + 1) & slotMask;
        }
    }

    /**
     * A table that answers {@link #lookup} and {@link #learn} for the given addresses as this one would, and can be changed
     * without changing this one. Room for a new address is always found in it, as it is in a table that may evict.
     */
    MacTable sample(long... addresses) {
        MacTable sample = new MacTable(addresses.length + 1, seed);
        sample.ageingTenths = ageingTenths;
        System.arraycopy(learnedOnPort, 0, sample.learnedOnPort, 0, learnedOnPort.length);
        System.arraycopy(portLimit, 0, sample.portLimit, 0, portLimit.length);
        System.arraycopy(generation, 0, sample.generation, 0, generation.length);
        for (long address : addresses) {
            int slot = find(address);
            if (slot >= 0 && sample.find(address) < 0) {
                long value = slots[2 * slot + 1];
                sample.put(keyOf(address), value);
                sample.pinned += isLearned(typeOf(value)) ? 0 : 1;
            }
        }
        return sample;
    }

    /** Number of slots; a {@link #sweep} over so many visits everything. */
    public int capacity() {
        return slotMask + 1;
    }

    /** Most addresses it learns. */
    public int limit() {
        return limit;
    }

    /** Learned addresses, those included that have aged out since the last sweep. */
    public int learnedCount() {
        return learned;
    }

    /** Addresses learned on {@code port}. */
    public int learnedCount(int port) {
        return learnedOnPort[port];
    }

    /** How often an address has moved from one port to another. */
    public long moves() {
        return moves;
    }

    /** How often an address had to go because the table was full. */
    public long evictions() {
        return evictions;
    }

    /** The live entry of {@code address}; null when there is none. */
    public BridgeSnapshot.@Nullable MacEntry entry(long address, long nowNanos) {
        int slot = find(address);
        int now = tenths(nowNanos);
        if (slot < 0 || !isLive(slots[2 * slot + 1], now)) {
            return null;
        }
        long value = slots[2 * slot + 1];
        return new BridgeSnapshot.MacEntry(address, portOf(value), typeOf(value), ageSeconds(value, now));
    }

    private static double ageSeconds(long value, int now) {
        return isLearned(typeOf(value)) ? Math.max(0, now - seenOf(value)) / 10.0 : 0;
    }

    /** Visits all live entries, in no particular order. */
    public void forEach(long nowNanos, Visitor visitor) {
        int now = tenths(nowNanos);
        for (int slot = 0; slot <= slotMask; slot++) {
            long value = slots[2 * slot + 1];
            if (slots[2 * slot] != 0 && isLive(value, now)) {
                visitor.entry(addressOf(slots[2 * slot]), portOf(value), typeOf(value), ageSeconds(value, now));
            }
        }
    }

    private Learned insertLearned(long address, int port, boolean sticky, int now) {
        if (isAtPortLimit(port)) {
            return Learned.PORT_LIMIT;
        }
        if (used - pinned >= limit) {
            makeRoom(now);
        }
        put(keyOf(address), packLearned(port, sticky, now));
        learned++;
        learnedOnPort[port]++;
        highestPort = Math.max(highestPort, port);
        return Learned.NEW;
    }

    private boolean isAtPortLimit(int port) {
        return portLimit[port] != 0 && learnedOnPort[port] >= portLimit[port];
    }

    /** Frees one slot of a learned entry, of which there are {@code limit}: a dead entry if the hand meets one, else the oldest of a few of the port that holds most. */
    private void makeRoom(int now) {
        int victimPort = 0;
        for (int port = 1; port <= highestPort; port++) {
            if (learnedOnPort[port] > learnedOnPort[victimPort]) {
                victimPort = port;
            }
        }
        int oldest = -1;
        int samples = 0;
        for (int looked = 0; looked <= slotMask && samples < EVICTION_SAMPLES; looked++) {
            clockHand = (clockHand + 1) & slotMask;
            long value = slots[2 * clockHand + 1];
            if (slots[2 * clockHand] == 0) {
                continue;
            }
            if (!isLive(value, now)) {
                removeSlot(clockHand);
                return;
            }
            if (portOf(value) == victimPort && isLearned(typeOf(value))) {
                samples++;
                if (oldest < 0 || seenOf(value) < seenOf(slots[2 * oldest + 1])) {
                    oldest = clockHand;
                }
            }
        }
        removeSlot(oldest);
        evictions++;
    }

    /** Takes out all learned entries of {@code port}, of which none is counted any more. */
    private void removeLearned(int port) {
        for (int slot = 0; slot <= slotMask; slot++) {
            while (slots[2 * slot] != 0
                    && portOf(slots[2 * slot + 1]) == port
                    && isLearned(typeOf(slots[2 * slot + 1]))) {
                deleteSlot(slot);
            }
        }
    }

    private int find(long address) {
        long key = keyOf(address);
        int slot = home(key);
        while (true) {
            long candidate = slots[2 * slot];
            if (candidate == key) {
                return slot;
            }
            if (candidate == 0) {
                return -1;
            }
            slot = (slot + 1) & slotMask;
        }
    }

    private void put(long key, long value) {
        beginChange();
        fill(key, value);
        endChange();
    }

    private void fill(long key, long value) {
        int slot = home(key);
        while (slots[2 * slot] != 0) {
            slot = (slot + 1) & slotMask;
        }
        // The value first: whoever finds the key finds a value of it.
        WORDS.setOpaque(slots, 2 * slot + 1, value);
        WORDS.setOpaque(slots, 2 * slot, key);
        used++;
    }

    /** Changes what is known of the address in a slot; one word, so that others see it before or after, and not between. */
    private void value(int slot, long value) {
        WORDS.setOpaque(slots, 2 * slot + 1, value);
    }

    /** Removes an entry and uncounts it. */
    private void removeSlot(int slot) {
        long value = slots[2 * slot + 1];
        if (isLearned(typeOf(value)) && isCurrent(value)) {
            learned--;
            learnedOnPort[portOf(value)]--;
        }
        deleteSlot(slot);
    }

    /** Empties a slot and closes the gap, so that no tombstones lengthen later searches. */
    private void deleteSlot(int slot) {
        used--;
        if (!isLearned(typeOf(slots[2 * slot + 1]))) {
            pinned--;
        }
        beginChange();
        int gap = slot;
        int next = (gap + 1) & slotMask;
        while (slots[2 * next] != 0) {
            int home = home(slots[2 * next]);
            // The entry at `next` may fill the gap unless its home lies cyclically in (gap, next].
            if (((next - home) & slotMask) >= ((next - gap) & slotMask)) {
                WORDS.setOpaque(slots, 2 * gap + 1, slots[2 * next + 1]);
                WORDS.setOpaque(slots, 2 * gap, slots[2 * next]);
                gap = next;
            }
            next = (next + 1) & slotMask;
        }
        WORDS.setOpaque(slots, 2 * gap, 0L);
        WORDS.setOpaque(slots, 2 * gap + 1, 0L);
        endChange();
    }

    /** Addresses begin to move between slots: what others read from here on may be of two entries. */
    private void beginChange() {
        VERSION.setOpaque(this, version + 1);
        VarHandle.releaseFence();
    }

    private void endChange() {
        VERSION.setRelease(this, version + 1);
    }

    /** Are told when an address is forgotten or pinned, but for the time that makes it old. */
    void shortcuts(Shortcuts ofBridge) {
        shortcuts = ofBridge;
    }

    /** See {@link MacTableReader}; only the owner writes. */
    void relays(Relays readers) {
        relays = readers;
    }

    private int home(long key) {
        return hash(key, seed) & slotMask;
    }

    static int hash(long key, long seed) {
        long hash = (key ^ seed) * 0x9E37_79B9_7F4A_7C15L;
        hash ^= hash >>> 32;
        hash *= 0xD6E8_FEB8_6659_FD93L;
        return (int) (hash >>> 40);
    }

    private long packLearned(int port, boolean sticky, int now) {
        return pack(port, sticky ? EntryType.STICKY : EntryType.DYNAMIC, now);
    }

    private long pack(int port, EntryType type, int now) {
        return PackedEntry.value(port, generation[port], type, now);
    }

    private boolean isLive(long value, int now) {
        return !isLearned(typeOf(value)) || (isCurrent(value) && now - seenOf(value) < ageingTenths);
    }

    private boolean isCurrent(long value) {
        return PackedEntry.generation(value) == (generation[portOf(value)] & PackedEntry.GENERATION_MASK);
    }

    static int tenths(long nowNanos) {
        return (int) (nowNanos / NANOS_PER_TENTH);
    }
}
