package dev.hayabashi.bridgecore;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The shortcuts of a bridge (docs/adr/0029): which pairs of stations are busy enough for one, whether they may have one, and its end
 * as soon as they may not. A pair may have one when every test of a frame's way that could end otherwise is known to pass for all of
 * its frames that the kernel takes; the conditions are those of the short way of {@link RelayPath}.
 *
 * <p>Not thread-safe: on the event loop that owns the bridge.
 */
public final class Shortcuts {
    private static final long SECOND = 1_000_000_000L;

    /** Most shortcuts that begin at one port. */
    public static final int MAX_PER_PORT = 32;

    /** Samples in one second that make a pair busy: some hundred frames. */
    static final int BUSY_SAMPLES = 4;

    static final long IDLE_NANOS = 5 * SECOND;

    /** After a refusal of the kernel nothing is asked for during this time. */
    static final long REFUSED_NANOS = 60 * SECOND;

    private final RelayState state;
    private final ShortcutKernel kernel;
    private final List<Shortcut> all = new ArrayList<>();
    private boolean suspended;
    private boolean refused;
    private long refusedNanos;
    private long opened;
    private long frames;
    private long bytes;

    Shortcuts(RelayState state, ShortcutKernel kernel) {
        this.state = state;
        this.kernel = kernel;
    }

    /** The kernel has it in place. */
    public void opened(Shortcut shortcut) {
        if (shortcut.phase == Shortcut.Phase.OPENING) {
            shortcut.phase = Shortcut.Phase.OPEN;
            opened++;
            // What has changed while the kernel was asked has been told already; this is for what tells nobody.
            closeUnless(mayHave(shortcut), shortcut);
        }
    }

    /** The kernel will not have it, and nothing is left of it. */
    public void refused(Shortcut shortcut, long nowNanos) {
        all.remove(shortcut);
        refused = true;
        refusedNanos = nowNanos;
    }

    /** All frames and bytes that ever took it, by the kernel's count: bytes without Ethernet headers, super-frames in bytes only. */
    public void counted(Shortcut shortcut, long totalFrames, long totalBytes, long nowNanos) {
        long[] news = shortcut.news(totalFrames, totalBytes);
        if (news[0] == 0 && news[1] == 0) {
            return;
        }
        shortcut.frames += news[0];
        shortcut.bytes += news[1];
        shortcut.lastUsedNanos = nowNanos;
        frames += news[0];
        bytes += news[1];
        state.ledger.byShortcut(shortcut.in(), shortcut.out(), state.ports, news[0], news[1]);
        int number = shortcut.in().number();
        if (state.vlans == null && state.macTable.lookup(shortcut.source(), nowNanos) == number) {
            state.macTable.learn(
                    shortcut.source(), number, shortcut.in().settings().sticky(), nowNanos);
        }
    }

    /** Nothing takes it any more, and what did is counted. */
    public void closed(Shortcut shortcut) {
        all.remove(shortcut);
    }

    /** Something has changed that many may depend on. */
    public void check() {
        for (int i = all.size() - 1; i >= 0; i--) {
            closeUnless(mayHave(all.get(i)), all.get(i));
        }
    }

    /** A port's gate, link or settings may have changed. */
    void portChanged(BridgePort port) {
        for (int i = all.size() - 1; i >= 0; i--) {
            Shortcut shortcut = all.get(i);
            if (shortcut.in() == port || shortcut.out() == port) {
                closeUnless(mayJoin(shortcut.in(), shortcut.out()), shortcut);
            }
        }
    }

    /** What was learned behind a port is forgotten. */
    void portFlushed(int number) {
        for (int i = all.size() - 1; i >= 0; i--) {
            Shortcut shortcut = all.get(i);
            if (shortcut.in().number() == number || shortcut.out().number() == number) {
                closeUnless(knows(shortcut), shortcut);
            }
        }
    }

    /** An address has moved, or is forgotten or pinned. */
    void addressChanged(long address) {
        for (int i = all.size() - 1; i >= 0; i--) {
            Shortcut shortcut = all.get(i);
            if (shortcut.source() == address || shortcut.destination() == address) {
                closeUnless(knows(shortcut), shortcut);
            }
        }
    }

    /** No shortcut until {@link #resume}; those that are there are being closed when this returns. */
    public void suspend() {
        suspended = true;
        check();
    }

    /** Takes {@link #suspend} back. */
    public void resume() {
        suspended = false;
    }

    /** No shortcut from or to a port that is about to leave. */
    public void leave(BridgePort port) {
        port.leaves();
        for (int i = all.size() - 1; i >= 0; i--) {
            Shortcut shortcut = all.get(i);
            if (shortcut.in() == port || shortcut.out() == port) {
                closeUnless(false, shortcut);
            }
        }
    }

    /** Once a second. */
    void tick(long nowNanos) {
        check();
        boolean any = false;
        for (int i = all.size() - 1; i >= 0; i--) {
            Shortcut shortcut = all.get(i);
            closeUnless(nowNanos - shortcut.lastUsedNanos < IDLE_NANOS, shortcut);
            any |= shortcut.phase == Shortcut.Phase.OPEN;
        }
        if (any) {
            kernel.count();
        }
        for (ShortcutSampler sampler : state.samplers) {
            sampler.drain((source, destination, samples) -> consider(source, destination, samples, nowNanos));
        }
    }

    private void consider(long source, long destination, long samples, long nowNanos) {
        if (samples < BUSY_SAMPLES || (refused && nowNanos - refusedNanos < REFUSED_NANOS)) {
            return;
        }
        BridgePort in = state.ports.get(state.macTable.lookup(source, nowNanos));
        BridgePort out = state.ports.get(state.macTable.lookup(destination, nowNanos));
        if (in == null || out == null) {
            return;
        }
        BitSet slots = new BitSet();
        for (Shortcut other : all) {
            if (other.source() == source && other.destination() == destination) {
                return;
            }
            if (other.in() == in) {
                slots.set(other.slot());
            }
        }
        int slot = slots.nextClearBit(0);
        Shortcut shortcut = new Shortcut(in, out, source, destination, slot, nowNanos);
        if (slot < MAX_PER_PORT && mayHave(shortcut)) {
            all.add(shortcut);
            kernel.open(shortcut);
        }
    }

    private void closeUnless(boolean may, Shortcut shortcut) {
        if (!may && shortcut.phase != Shortcut.Phase.CLOSING) {
            shortcut.phase = Shortcut.Phase.CLOSING;
            kernel.close(shortcut);
        }
    }

    private boolean mayHave(Shortcut shortcut) {
        return !suspended
                && state.ledger.observer == null
                && state.vlans == null
                && mayJoin(shortcut.in(), shortcut.out())
                && kernel.joins(shortcut.in(), shortcut.out())
                && knows(shortcut);
    }

    /** Asked on the frame path too, where a queue fills. */
    private boolean mayJoin(BridgePort in, BridgePort out) {
        return in != out
                && state.ports.has(in)
                && state.ports.has(out)
                && !in.isLeaving()
                && !out.isLeaving()
                && RelayPort.mayTakeFrom(in)
                && RelayPort.maySendTo(out)
                && !(in.settings().isolated() && out.settings().isolated())
                && in.settings().mtuBytes() <= out.settings().mtuBytes();
    }

    /** Whether both stations are where they were. */
    private boolean knows(Shortcut shortcut) {
        long now = state.ledger.latestNanos;
        return state.macTable.lookup(shortcut.source(), now) == shortcut.in().number()
                && state.macTable.lookup(shortcut.destination(), now)
                        == shortcut.out().number();
    }

    /** Those that are about to end. */
    public int closing() {
        int closing = 0;
        for (Shortcut shortcut : all) {
            closing += shortcut.phase == Shortcut.Phase.CLOSING ? 1 : 0;
        }
        return closing;
    }

    /** All that there have been. */
    BridgeSnapshot.ShortcutTotals totals() {
        int open = 0;
        for (Shortcut shortcut : all) {
            open += shortcut.phase == Shortcut.Phase.OPEN ? 1 : 0;
        }
        return new BridgeSnapshot.ShortcutTotals(open, opened, frames, bytes);
    }

    /** Those that frames take. */
    public List<ShortcutSnapshot> snapshot(long nowNanos) {
        return all.stream()
                .filter(shortcut -> shortcut.phase == Shortcut.Phase.OPEN)
                .map(shortcut -> new ShortcutSnapshot(
                        shortcut.source(),
                        shortcut.destination(),
                        shortcut.in().name(),
                        shortcut.out().name(),
                        shortcut.frames,
                        shortcut.bytes,
                        nowNanos - shortcut.sinceNanos()))
                .toList();
    }
}
