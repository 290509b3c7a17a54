/**
 * The spanning tree engine of one bridge: IEEE 802.1D-2004 clause 17 (RSTP, and STP by ForceVersion 0) with the corrections
 * that were published later. JDK only; no I/O, no clock, no threads, no logging.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>{@link dev.hayabashi.stp.SpanningTree} takes events (a link, a frame, a second gone by, a changed setting) with the time
 * as a {@code long}, and calls {@link dev.hayabashi.stp.StpHost} for what must be done: move a gate, send a frame, flush a
 * port. It is single-threaded and synchronous: when a method returns, the machines are at rest. Equal inputs give equal
 * outputs, in the same order.
 *
 * <p>An event runs through these rooms:
 *
 * <ol>
 *   <li><b>Reception.</b> {@code Receiver} lets {@code BpduReader} check the envelope, then asks BPDU guard, then BPDU filter,
 *       then has the BPDU decoded, and catches our own reflections. Every refusal is a
 *       {@link dev.hayabashi.stp.BpduDisposition} with a counter. An accepted BPDU is left on the {@code Port}.
 *   <li><b>Machines.</b> Nine per port and one per bridge, each a small type named like its figure in the standard. A machine
 *       has {@code next()}, which reads like the arrows of the diagram, and {@code enter()}, which reads like its boxes. They
 *       share the variables of {@code Port} and {@code Bridge}, under the standard's names.
 *   <li><b>Order.</b> {@code MachineRunner}: for every port that something has touched PRX, PPM, BDM, PIM; then role selection
 *       (PRS); then PIM again, so that UPDATE clears a stale {@code synced} before anybody agrees on the strength of it; then
 *       PRT, PST, TCM, each to rest before the next; again from the top until nothing moves; then PTX. So a BPDU tells the
 *       outcome of an event, never something in between, and an agreement leaves only after every gate it vouches for is
 *       closed. {@code MachineRunner.atRest()} lets tests prove that no port was forgotten.
 *   <li><b>Events.</b> What an operator wants to know is collected and delivered last, as
 *       {@link dev.hayabashi.stp.StpEvent}s with their reasons.
 * </ol>
 *
 * <p>A run that takes more than 1000 + 50 transitions per port fails with {@link dev.hayabashi.stp.UnsettledException} and the
 * last transitions; a working engine needs about 9 per port.
 *
 * <h2>Time</h2>
 *
 * <p>All protocol timers are whole seconds and count down in {@link dev.hayabashi.stp.SpanningTree#tick}. If the process was
 * stopped for ten seconds one tick runs, not ten, and nine are counted as late: information must not age out while the BPDUs
 * that refresh it wait in a socket. Hand those over before ticking.
 *
 * <h2>Where this engine differs from the printed standard, and why</h2>
 *
 * <ul>
 *   <li>{@code allSynced} requires that no port has an update pending. Without it a root port may agree while a designated
 *       port is still synced with information of yesterday: transient loops after loss of the root.
 *   <li>A disputed port discards (an inferior designated BPDU with Learning set); the printed procedure said the opposite of
 *       what was meant. DESIGNATED_DISCARD is tested before LEARN and FORWARD, so a disputed port never opens for an instant.
 *   <li>A TCN sets {@code rcvdTcn}; an identical BPDU of the designated port is repeated, not superior; hello times are not
 *       compared; received information expires after three of the slower of both hello times.
 *   <li>{@code proposing} ends when a port forwards, and AutoEdge does not fire while a bridge was heard within max age plus
 *       forward delay: a bridge that is silent because it is alternate is not a host.
 *   <li>A TCN leaves only when there is a topology change; mcheck sends at once, on every role.
 *   <li>In STP mode a topology change flushes a port once, when it begins; while it lasts the filtering database ages with
 *       the forward delay.
 *   <li>Agreements carried by designated ports (802.1Q) are accepted on the wire and not used.
 * </ul>
 *
 * <h2>Guards</h2>
 *
 * <p>{@code PortGuards} keeps BPDU guard, root guard as shown, loop guard, bridge assurance, loopback and duplicate detection.
 * A guard never edits a role. It either disables the port (BPDU guard) or adds an {@link dev.hayabashi.stp.Inconsistency} that
 * the designated branch of the role transitions machine obeys; the role stays what the protocol says.
 *
 * <h2>Limits</h2>
 *
 * <p>One tree for all VLANs. A network deeper than max age hops from the root splits into several trees. After the loss of a
 * root that hangs on a ring by one link, stale information may circulate for some seconds, as in every RSTP. From a cold start
 * STP mode needs 35 s, not 30: the clause-17 machines load max age when a port leaves Disabled.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.stp;
