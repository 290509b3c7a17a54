package dev.hayabashi.stp.sim;

import java.nio.ByteBuffer;

/**
 * A BPDU on its way to one port.
 *
 * @param from the port that sent it
 * @param to the port that shall receive it
 * @param octets the frame; shared between receivers and never written to
 * @param epochs state of both links when it was sent: if one has broken since, the frame is lost
 */
record SimFrame(SimPort from, SimPort to, ByteBuffer octets, long epochs) {

    static SimFrame of(SimPort from, SimPort to, ByteBuffer octets) {
        return new SimFrame(from, to, octets, epochs(from, to));
    }

    boolean lost() {
        return to.lan == null || epochs != epochs(from, to);
    }

    private static long epochs(SimPort from, SimPort to) {
        return ((long) from.wireEpoch << 32) | to.wireEpoch;
    }
}
