package dev.hayabashi.bridgecore;

/** Why a flooded frame does not leave by a port. That is no drop: the frame was not for that port. */
public enum PassedOver {
    /** It came in by this port. */
    INGRESS("the frame came in here"),
    /** The gate is closed. */
    NOT_FORWARDING("the port is not forwarding"),
    /** Ingress and egress are both isolated. */
    ISOLATED("both ports are isolated"),
    /** The port is not in the frame's VLAN. */
    VLAN("the port is not in this VLAN"),
    /** The frame is for a reserved address and only passes between transparent ports. */
    NOT_TRANSPARENT("the port is not transparent for reserved addresses"),
    /** Neither a member of the frame's group nor a multicast router is behind the port. */
    NO_LISTENER("nobody there has joined the group"),
    /** The port does not want frames to unknown addresses, multicast or broadcast. */
    NO_FLOOD("the port does not take such floods");

    private final String text;

    PassedOver(String text) {
        this.text = text;
    }

    /** One phrase for a human. */
    public String text() {
        return text;
    }
}
