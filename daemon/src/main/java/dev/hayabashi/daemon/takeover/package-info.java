/**
 * One daemon goes on where another one stops, without losing a frame that the kernel can keep.
 *
 * <p><b>Theory of operation.</b> Every daemon listens on a socket beside its control socket ({@link
 * dev.hayabashi.daemon.takeover.HandOver}). A new process that has read its configuration connects there ({@link
 * dev.hayabashi.daemon.takeover.TakeOver}), says what it is, and is given a draft of the {@link
 * dev.hayabashi.daemon.takeover.Estate}: what the old one runs and knows. The new one plans and rehearses with the draft, which
 * also loads and warms what it will need, and then commits. Now the old one reads from no port any more, so that frames wait in
 * the kernel's queues, takes down the estate in its final state, and passes it on with the descriptors of all ports
 * (SCM_RIGHTS). The new one builds the same bridges, whose ports begin to read, and says that it runs; the old one ends without
 * taking anything down.
 *
 * <p><b>Never two.</b> The old one has its descriptors open until the end. When the new one closes the connection before it runs,
 * which it does only by ending, the old one reads on. When it says nothing for a while it is killed, and its end is awaited: at
 * no time do both read. A stream of bytes would lose its place by one read or write that the old one does not know of: those
 * ports stand still in the new one, too, until it has said that it runs.
 *
 * <p><b>Who may.</b> The socket belongs to the daemon's user alone, and a peer that is neither root nor that user is refused:
 * with the descriptors goes the traffic of all guests.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.daemon.takeover;
