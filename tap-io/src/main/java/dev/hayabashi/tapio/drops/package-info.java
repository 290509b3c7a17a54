/**
 * Frames that the kernel loses at a port, which no descriptor tells of.
 *
 * <p><b>Where.</b> A TAP whose queue is full, or that nobody holds, drops what is sent to it and answers the sender that all is
 * well; so does a packet socket whose buffer is full. A redirect to a TAP without carrier drops too. Each kind of port names the
 * counters of these places ({@link dev.hayabashi.tapio.drops.DropSource}), with what they had counted before the port was there.
 *
 * <p><b>When.</b> {@link dev.hayabashi.tapio.drops.KernelDropReader} looks at them on a thread of its own, all netdevs of our
 * namespace by one request, every two seconds or when somebody asks; never on an event loop. A look is not repeated before two
 * hundred times its own length have passed, or 20 seconds, so that a thousand ports cost half a percent of a processor.
 *
 * <p><b>What goes with it.</b> A {@link dev.hayabashi.tapio.drops.KernelDropMeter} belongs to a port for its life: a netdev that
 * comes back begins anew and what the last one had lost stays counted. A process that takes a port over goes on with its meter.
 *
 * <p><b>What cannot be known.</b> Frames that still lie in a TAP's queue when its reader goes are thrown away uncounted.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.tapio.drops;
