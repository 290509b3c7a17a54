package dev.hayabashi.tapio;

import dev.hayabashi.tapio.stream.StreamPeer;
import java.util.Optional;

/**
 * What a process that takes a port of kind {@code stream} over must know besides its {@link KeptPort}. Plain values, fit for
 * JSON.
 *
 * @param listens whether the port has a listening socket of its own, whose descriptor goes ahead of the client's
 * @param peer who the connected client is; empty without one
 * @param unread what was read of the connection and not handed on: frames, and the start of one that has not come whole
 * @param unwritten what is still to be written of frames that were taken, before anything else
 */
@SuppressWarnings("ArrayRecordComponent") // written to and read from the hand-over, never compared
public record KeptStream(boolean listens, Optional<StreamPeer> peer, byte[] unread, byte[] unwritten) {}
