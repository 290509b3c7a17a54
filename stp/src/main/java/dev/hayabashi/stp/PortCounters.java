package dev.hayabashi.stp;

import java.util.Map;

/** Counters of one port. Never reset by the protocol. */
final class PortCounters {
    private final EnumCounter<BpduKind> received = new EnumCounter<>(BpduKind.class);
    private final EnumCounter<BpduKind> sent = new EnumCounter<>(BpduKind.class);
    private final EnumCounter<BpduDisposition> rejected = new EnumCounter<>(BpduDisposition.class);
    private final EnumCounter<FlushCause> flushes = new EnumCounter<>(FlushCause.class);
    private final EnumCounter<Guard> guardHits = new EnumCounter<>(Guard.class);
    private long tcReceived;
    private long tcSent;
    long forwardTransitions;
    long blockingTransitions;

    void received(Bpdu bpdu) {
        received.add(bpdu.kind());
        if (bpdu.topologyChange() || bpdu.kind() == BpduKind.TCN) {
            tcReceived++;
        }
    }

    void rejected(BpduDisposition reason) {
        rejected.add(reason);
    }

    void sent(BpduKind kind, boolean topologyChange) {
        sent.add(kind);
        if (topologyChange) {
            tcSent++;
        }
    }

    void flushed(FlushCause cause) {
        flushes.add(cause);
    }

    void guardHit(Guard guard) {
        guardHits.add(guard);
    }

    /** See {@link Ledger}. */
    void exchange(Ledger ledger) {
        received.exchange("received", ledger);
        sent.exchange("sent", ledger);
        rejected.exchange("rejected", ledger);
        flushes.exchange("flushes", ledger);
        guardHits.exchange("guardHits", ledger);
        tcReceived = ledger.count("tcReceived", tcReceived);
        tcSent = ledger.count("tcSent", tcSent);
        forwardTransitions = ledger.count("forwardTransitions", forwardTransitions);
        blockingTransitions = ledger.count("blockingTransitions", blockingTransitions);
    }

    PortStatus.BpduCounters bpdus() {
        return new PortStatus.BpduCounters(received.all(), sent.all(), rejected.nonZero(), tcReceived, tcSent);
    }

    Map<FlushCause, Long> flushes() {
        return flushes.all();
    }

    Map<Guard, Long> guardHits() {
        return guardHits.all();
    }
}
