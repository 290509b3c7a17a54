/**
 * Topologies for {@code hayabashi stp simulate}: bridges, LANs, a script of steps and what is expected after each. Pure data;
 * {@link dev.hayabashi.config.TopologyReader} reads them from YAML, docs/stp-simulate.md describes the format.
 */
@NullMarked
package dev.hayabashi.config.topology;

import org.jspecify.annotations.NullMarked;
