package dev.hayabashi.services.dhcp;

import java.util.Locale;

/** Why a client's message got no answer. Counted; "why does my guest get no address?" ends here. */
public enum Refusal {
    /** Too short, no magic cookie, an option that leaves its field, or no known message type. */
    MALFORMED("The message is malformed, or plain BOOTP without a message type."),
    /** Hardware type or address that is not a unicast Ethernet address. */
    BAD_HARDWARE_ADDRESS("The hardware address is not a unicast Ethernet address."),
    /** chaddr is not the Ethernet source. */
    HARDWARE_ADDRESS_MISMATCH(
            "The hardware address in the message is not the sender's; `dhcp.check-hardware-address: false` allows that."),
    /** Too many messages from one port. */
    RATE_LIMITED("The port sends more DHCP messages than its limit."),
    /** A relayed message from an untrusted port, or from a network without a subnet. */
    RELAY_REFUSED("The relay is not served: the port is not trusted, or no subnet is configured for its network."),
    /** The client chose another server. */
    OTHER_SERVER("The client chose another DHCP server."),
    /** No address is free. */
    POOL_EXHAUSTED("No address is free."),
    /** The port has as many leases as it may. */
    LEASE_LIMIT("The port has as many leases as it may have."),
    /** As many ACKs wait for the disk as may. */
    DISK_BUSY("Too many leases wait for the disk."),
    /** A request that the server, not being authoritative, leaves to others. */
    NOT_AUTHORITATIVE("The address is not from this server, which is not authoritative."),
    /** A DECLINE, RELEASE or INFORM for an address that is not the client's. */
    NOT_YOURS("The address is not leased to this client.");

    private final String meaning;

    Refusal(String meaning) {
        this.meaning = meaning;
    }

    /** One sentence. */
    public String meaning() {
        return meaning;
    }

    /** Name in JSON and metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
