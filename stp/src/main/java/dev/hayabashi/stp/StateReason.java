package dev.hayabashi.stp;

/** Why a gate moved, for events and status. */
enum StateReason {
    INITIAL("the port is new"),
    RESTART("the spanning tree was restarted"),
    LINK_UP("link up"),
    LINK_DOWN("link down"),
    ADMIN_DOWN("administratively off"),
    BPDU_GUARD("shut by BPDU guard"),
    REMOVED("the port was removed"),
    ROLE("its role does not forward"),
    EDGE("edge port"),
    AGREED("the neighbour agreed"),
    TIMER("forward delay passed"),
    RAPID_ROOT("new root port, no other port was root recently"),
    SYNC("waits until the neighbour agrees, so that the proposal of the root port can be answered"),
    REROOT("a new root port took over"),
    DISPUTED("the neighbour claims this LAN with worse information while it learns"),
    LOOP_GUARD("loop guard: the BPDUs of the designated bridge stopped"),
    ASSURANCE("bridge assurance: no BPDU for three hello times"),
    SELF_LOOP("the port receives its own BPDUs");

    private final String text;

    StateReason(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
