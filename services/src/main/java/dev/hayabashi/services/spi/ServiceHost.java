package dev.hayabashi.services.spi;

import java.nio.ByteBuffer;

/** The switch as the services see it. */
public interface ServiceHost {
    /**
     * Sends a crafted frame out of one port.
     *
     * @param portNumber the port; when it is gone the frame is dropped
     * @param frame Ethernet frame between position and limit, no virtio-net header, all checksums filled in. Only valid
     *     during the call.
     */
    void send(int portNumber, ByteBuffer frame);

    /** Sends a crafted frame out of all ports that forward; {@code frame} as in {@link #send}. */
    void flood(ByteBuffer frame);

    /**
     * A DHCP message of a client came in, or an answer to it left. For timelines: it may be left alone.
     *
     * @param portNumber where
     * @param type its name in RFC 2131, {@code DISCOVER}
     * @param client hardware address of the client
     * @param address the address that the answer gives; 0 when it gives none
     */
    default void dhcpMessage(int portNumber, String type, long client, int address) {}

    /** Something happened that an operator may want to know. Already rate-limited where a guest could cause it at will. */
    void event(ServiceEvent event);
}
