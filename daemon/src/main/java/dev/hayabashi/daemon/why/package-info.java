/**
 * Answers "why was my frame dropped?" in sentences.
 *
 * <p>{@link dev.hayabashi.daemon.why.WhyEngine} is a pure function: what a bridge knows about a port ({@link
 * dev.hayabashi.daemon.why.PortEvidence}: timeline, remembered drops, spanning tree status), where the configuration says what it
 * says ({@link dev.hayabashi.daemon.why.Citations}), and the time, give the answer. A sentence names what happened, how often, when
 * since the link came up, to which frames, the setting that caused it with its place in the file, and what to do.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.daemon.why;
