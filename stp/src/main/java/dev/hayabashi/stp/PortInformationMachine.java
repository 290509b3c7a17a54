package dev.hayabashi.stp;

import org.jspecify.annotations.Nullable;

/** PIM, the Port Information state machine (802.1D-2004 17.27): whose information holds on this LAN. */
final class PortInformationMachine extends Machine<PortInformationMachine.State> {
    enum State {
        DISABLED,
        AGED,
        UPDATE,
        CURRENT,
        RECEIVE,
        SUPERIOR,
        REPEATED,
        INFERIOR,
        NOT_DESIGNATED,
        OTHER
    }

    /** The kind of information in a BPDU (17.21.8). */
    enum RcvdInfo {
        SUPERIOR_DESIGNATED,
        REPEATED_DESIGNATED,
        INFERIOR_DESIGNATED,
        INFERIOR_ROOT_ALTERNATE,
        OTHER
    }

    private RcvdInfo rcvdInfo = RcvdInfo.OTHER;

    PortInformationMachine(Port port) {
        super("PIM", port, State.DISABLED);
    }

    @Override
    State beginState() {
        return State.DISABLED;
    }

    @Override
    @Nullable State next() {
        if (!port.portEnabled && port.infoIs != InfoIs.DISABLED) {
            return State.DISABLED;
        }
        return switch (state) {
            case DISABLED -> {
                if (port.portEnabled) {
                    yield State.AGED;
                }
                yield port.rcvdMsg ? State.DISABLED : null;
            }
            case AGED -> port.selected && port.updtInfo ? State.UPDATE : null;
            case UPDATE, SUPERIOR, REPEATED, INFERIOR, NOT_DESIGNATED, OTHER -> State.CURRENT;
            case CURRENT -> fromCurrent();
            case RECEIVE ->
                switch (rcvdInfo) {
                    case SUPERIOR_DESIGNATED -> State.SUPERIOR;
                    case REPEATED_DESIGNATED -> State.REPEATED;
                    case INFERIOR_DESIGNATED -> State.INFERIOR;
                    case INFERIOR_ROOT_ALTERNATE -> State.NOT_DESIGNATED;
                    case OTHER -> State.OTHER;
                };
        };
    }

    @Override
    void exchange(Ledger ledger) {
        super.exchange(ledger);
        rcvdInfo = ledger.choice("rcvdInfo", rcvdInfo);
    }

    private @Nullable State fromCurrent() {
        if (port.rcvdMsg && !port.updtInfo) {
            return State.RECEIVE;
        } else if (port.infoIs == InfoIs.RECEIVED && port.rcvdInfoWhile == 0 && !port.updtInfo && !port.rcvdMsg) {
            return State.AGED;
        }
        return port.selected && port.updtInfo ? State.UPDATE : null;
    }

    @Override
    void enter(State from) {
        switch (state) {
            case DISABLED -> enterDisabled();
            case AGED -> {
                if (from == State.CURRENT) {
                    port.guards.informationExpired();
                }
                port.infoIs = InfoIs.AGED;
                port.requestReselect();
            }
            case UPDATE -> enterUpdate();
            case CURRENT -> {}
            case RECEIVE -> rcvdInfo = rcvInfo();
            case SUPERIOR -> enterSuperior();
            case REPEATED -> {
                recordProposal();
                setTcFlags();
                updtRcvdInfoWhile();
                port.rcvdMsg = false;
            }
            case INFERIOR -> {
                recordDispute();
                port.rcvdMsg = false;
            }
            case NOT_DESIGNATED -> {
                recordAgreement();
                setTcFlags();
                port.rcvdMsg = false;
            }
            case OTHER -> port.rcvdMsg = false;
        }
    }

    private void enterDisabled() {
        port.rcvdMsg = false;
        port.proposing = false;
        port.proposed = false;
        port.agree = false;
        port.agreed = false;
        port.rcvdInfoWhile = 0;
        port.infoIs = InfoIs.DISABLED;
        port.requestReselect();
    }

    private void enterUpdate() {
        port.proposing = false;
        port.proposed = false;
        port.agreed = port.agreed && betterOrSameInfo(InfoIs.MINE);
        port.synced = port.synced && port.agreed;
        port.portPriority = port.designatedPriority;
        port.portTimes = port.designatedTimes;
        port.updtInfo = false;
        port.infoIs = InfoIs.MINE;
        port.newInfo = true;
    }

    private void enterSuperior() {
        port.agreed = false;
        port.proposing = false;
        recordProposal();
        setTcFlags();
        // Compares with the information that held until now: must come before recordPriority.
        port.agree = port.agree && betterOrSameInfo(InfoIs.RECEIVED);
        recordPriority();
        recordTimes();
        updtRcvdInfoWhile();
        port.infoIs = InfoIs.RECEIVED;
        port.requestReselect();
        port.rcvdMsg = false;
    }

    // ---- procedures (17.21) ----

    /** 17.21.1. */
    private boolean betterOrSameInfo(InfoIs newInfoIs) {
        if (newInfoIs != port.infoIs) {
            return false;
        }
        PriorityVector fresh = newInfoIs == InfoIs.RECEIVED ? port.message.vector() : port.designatedPriority;
        return fresh.compare(port.portPriority) <= 0;
    }

    /**
     * 17.21.8, with the corrections: a TCN sets rcvdTcn here, because OTHER does not; an identical BPDU of the designated port
     * is repeated, not superior, and only when the information held was received.
     */
    private RcvdInfo rcvInfo() {
        Bpdu m = port.message;
        if (m.kind() == BpduKind.TCN) {
            port.rcvdTcn = true;
            return RcvdInfo.OTHER;
        }
        int order = m.vector().compare(port.portPriority);
        if (!m.designated()) {
            return order >= 0 ? RcvdInfo.INFERIOR_ROOT_ALTERNATE : RcvdInfo.OTHER;
        } else if (isOldNewsOfThisBridge(m.vector())) {
            return RcvdInfo.INFERIOR_DESIGNATED;
        } else if (order != 0) {
            return m.vector().superiorTo(port.portPriority)
                    ? RcvdInfo.SUPERIOR_DESIGNATED
                    : RcvdInfo.INFERIOR_DESIGNATED;
        } else if (!m.times().sameButHello(port.portTimes)) {
            return RcvdInfo.SUPERIOR_DESIGNATED;
        }
        return port.infoIs == InfoIs.RECEIVED ? RcvdInfo.REPEATED_DESIGNATED : RcvdInfo.INFERIOR_DESIGNATED;
    }

    /**
     * Whether this bridge is the root by the message, under a priority that it does not have any more. The letter has such news
     * believed: what a root said before its priority was changed for the worse comes back to it round a ring, is passed on at a
     * higher cost, and goes round until its MessageAge is MaxAge, with loops on the way (count to infinity). About our own
     * identifier we know better. Inferior, so that a neighbour that forwards by it is a dispute.
     */
    private boolean isOldNewsOfThisBridge(PriorityVector news) {
        return news.root() != port.bridge.bridgeId && news.rootAddress(port.bridge.parameters.address());
    }

    /** 17.21.11. */
    private void recordProposal() {
        if (port.message.designated() && port.message.proposal()) {
            port.proposed = true;
        }
    }

    /** 17.21.9. */
    private void recordAgreement() {
        if (port.rstpVersion() && port.operPointToPoint && port.message.agreement() && !fromOwnActivePort()) {
            port.agreed = true;
            port.proposing = false;
        } else {
            port.agreed = false;
        }
    }

    /**
     * Whether the message comes from another port of this bridge that is not Backup any more. While the root changes, two
     * ports on one cable take turns in being Backup, and each agrees to the other; if both agreements are still on their way
     * when both become Designated, believing them closes the loop. About our own ports we know better.
     */
    private boolean fromOwnActivePort() {
        PriorityVector from = port.message.vector();
        if (!from.fromAddress(port.bridge.parameters.address())) {
            return false;
        }
        Port sender = port.bridge.find(from.port() & 0xFFF);
        return sender != null && sender.role != PortRole.BACKUP;
    }

    /** 17.21.10 as it was meant: the neighbour thinks itself designated and has begun to learn, so it cannot hear us. */
    private void recordDispute() {
        if (port.message.learning()) {
            port.disputed = true;
            port.agreed = false;
        }
    }

    /** 17.21.12. */
    private void recordPriority() {
        port.portPriority = port.message.vector();
    }

    /** 17.21.13. */
    private void recordTimes() {
        port.portTimes = port.message.times().withHelloAtLeastOne();
    }

    /** 17.21.17. */
    private void setTcFlags() {
        port.rcvdTc |= port.message.topologyChange();
        port.rcvdTcAck |= port.message.topologyChangeAck();
    }

    /**
     * 17.21.23. Counts on the slower of both hello times: information of an STP root that speaks every 10 s must not expire
     * after three of our seconds.
     */
    private void updtRcvdInfoWhile() {
        Times t = port.portTimes;
        boolean alive = t.messageAge() + 1 <= t.maxAge();
        port.rcvdInfoWhile = alive ? 3 * Math.max(t.helloTime(), port.helloTime()) : 0;
    }
}
