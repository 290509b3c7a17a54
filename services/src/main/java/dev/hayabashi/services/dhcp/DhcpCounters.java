package dev.hayabashi.services.dhcp;

/** What the server did since it started. Written by the event loop only. */
public final class DhcpCounters {
    private final long[] received = new long[MessageType.values().length];
    private final long[] sent = new long[MessageType.values().length];
    private final long[] refused = new long[Refusal.values().length];
    private long optionsLeftOut;
    private long guarded;

    void received(MessageType type) {
        received[type.ordinal()]++;
    }

    void sent(MessageType type, int leftOut) {
        sent[type.ordinal()]++;
        optionsLeftOut += leftOut;
    }

    void refused(Refusal refusal) {
        refused[refusal.ordinal()]++;
    }

    void guarded() {
        guarded++;
    }

    /** Well-formed messages of that type that came in. */
    public long receivedCount(MessageType type) {
        return received[type.ordinal()];
    }

    /** Messages of that type that went out. */
    public long sentCount(MessageType type) {
        return sent[type.ordinal()];
    }

    /** Messages that got no answer for that reason. */
    public long refusedCount(Refusal refusal) {
        return refused[refusal.ordinal()];
    }

    /** Options that did not fit into a reply of the size that the client takes. */
    public long optionsLeftOutCount() {
        return optionsLeftOut;
    }

    /** Server messages that came from a port that no server should be behind. */
    public long guardedCount() {
        return guarded;
    }
}
