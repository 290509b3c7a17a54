package dev.hayabashi.stp;

import java.util.Locale;

/**
 * What became of a received frame. Everything but {@link #ACCEPTED} is a refusal with its own counter
 * ({@link PortStatus.BpduCounters#rejected()}). The order is the order of the checks.
 */
public enum BpduDisposition {
    /** Handed to the state machines. */
    ACCEPTED("processed by the spanning tree"),
    /** The frame names a port that the engine does not have. */
    UNKNOWN_PORT("the port is not part of the spanning tree"),
    /** The port is down, administratively off or error-disabled. */
    PORT_DISABLED("the port is disabled"),
    /** Shorter than Ethernet header plus LLC header: 17 octets. */
    RUNT("shorter than an Ethernet and an LLC header"),
    /** The source address is a group address. */
    GROUP_SOURCE("the source is a group address"),
    /** Not sent to 01-80-C2-00-00-00. */
    DESTINATION("the destination is not the bridge group address"),
    /** Carries a VLAN tag; BPDUs are untagged (802.1Q 8.13.9). */
    TAGGED("a BPDU must not carry a VLAN tag"),
    /** Not LLC 42-42-03: some other protocol on the reserved address. */
    LLC("not an LLC frame of the spanning tree"),
    /** BPDU guard has just disabled the port because of this frame. */
    BPDU_GUARD("BPDU guard shut the port"),
    /** BPDU filter: the spanning tree is switched off on this port. */
    FILTERED("BPDU filter ignores it"),
    /** The 802.3 length field promises more than was received. */
    LENGTH("the length field exceeds the frame"),
    /** Too short for its type: TCN 4, Configuration 35, RST 36 octets. */
    SHORT("too short for its BPDU type"),
    /** Protocol identifier other than 0. */
    PROTOCOL("unknown protocol identifier"),
    /** BPDU type other than 0x00, 0x02 and 0x80. */
    TYPE("unknown BPDU type"),
    /** Type 0x02 with version 0 or 1. */
    VERSION("an RST BPDU with a protocol version below 2"),
    /** Message age at or above max age: the information is dead on arrival. */
    MAX_AGE("message age has reached max age"),
    /** Sent by this very port: a reflection (see {@link Guard#LOOPBACK}). */
    OWN("this port's own BPDU came back"),
    /** More than 16 BPDUs are waiting on the port. */
    OVERFLOW("too many BPDUs waiting on the port");

    private final String text;

    BpduDisposition(String text) {
        this.text = text;
    }

    /** One phrase for a human. */
    public String text() {
        return text;
    }

    /** The name used in JSON and as the {@code reason} label of metrics, with hyphens. */
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
