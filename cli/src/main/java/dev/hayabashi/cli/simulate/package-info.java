/**
 * {@code hayabashi stp simulate FILE}: plays a topology file with the real spanning tree engine in virtual time.
 *
 * <p>{@link dev.hayabashi.config.TopologyReader} reads the file, {@code TopologyRun} wires a
 * {@link dev.hayabashi.stp.sim.SimNetwork} accordingly and takes a {@code StepResult}, a snapshot without any engine in it,
 * after each step. {@code TextReport}, {@code TreeText}, {@code JsonReport} and {@code SvgDrawing} only look at these.
 */
@NullMarked
package dev.hayabashi.cli.simulate;

import org.jspecify.annotations.NullMarked;
