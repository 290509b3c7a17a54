/** Micro benchmarks of the data plane; in its package, to reach what is not for others. */
@NullMarked
package dev.hayabashi.bridgecore;

import org.jspecify.annotations.NullMarked;
