package dev.hayabashi.bridgecore;

import org.jspecify.annotations.Nullable;

/**
 * The short way of frames that a relay loop has read from one port: from a station that the bridge knows to one that it knows, on
 * ports that demand nothing else of a frame. Everything else is the owner's, by {@link Bridge#receive}; so is every change of state.
 * The short way comes to the same decisions by less: it is taken when each test of the long way that could end otherwise is known to
 * pass.
 */
public final class RelayPath {
    private final RelayBoard board;
    private final MacTableReader table;
    private final BridgePort in;
    private final RelayPort inRelay;
    private final int relay;
    private final @Nullable ShortcutSampler sampler;

    RelayPath(RelayBoard board, MacTable table, BridgePort in, int relay) {
        RelayPort inRelay = in.relay();
        if (inRelay == null) {
            throw new IllegalStateException("no relay loops share the work of " + in);
        }
        this.board = board;
        this.table = new MacTableReader(table);
        this.in = in;
        this.inRelay = inRelay;
        this.relay = relay;
        this.sampler = board.sampler(relay);
    }

    /**
     * Takes a frame all its way, within a {@link Passage}.
     *
     * @return false when nothing has happened and the owner is to take it
     */
    public boolean relay(Frame frame, long nowNanos) {
        long entry = inRelay.word();
        int length = frame.length();
        if (!RelayPort.takesFrom(entry)
                || !board.isOpen()
                || length < Frame.ETHERNET_HEADER_BYTES
                || (length > RelayPort.longest(entry) && !frame.isSuperFrame())) {
            return false;
        }
        long source = frame.source();
        long destination = frame.destination();
        if (MacAddress.isGroup(destination) || MacAddress.isGroup(source)) {
            return false;
        }
        ServiceHandler services = board.services();
        if (services != null && services.mayConcern(frame)) {
            return false;
        }
        int to = table.relayTo(source, destination, in.number(), RelayPort.isSticky(entry), nowNanos);
        if (to == MacTable.NO_PORT || to == in.number() || to == MacTable.LOCAL_PORT) {
            return false;
        }
        return send(board.port(to), entry, frame, length);
    }

    private boolean send(@Nullable BridgePort out, long entry, Frame frame, int length) {
        RelayPort outRelay = out == null ? null : out.relay();
        if (outRelay == null) {
            return false;
        }
        long exit = outRelay.word();
        if (!RelayPort.sendsTo(exit)
                || (RelayPort.isIsolated(entry) && RelayPort.isIsolated(exit))
                || frame.wireLength() > RelayPort.longest(exit)) {
            return false;
        }
        RelayIo io = outRelay.io();
        if (io == null || !io.send(relay, frame)) {
            return false;
        }
        inRelay.counters[relay].received(length);
        outRelay.counters[relay].sent(length);
        board.totals[relay].received(length);
        if (sampler != null) {
            sampler.relayed(frame);
        }
        return true;
    }
}
