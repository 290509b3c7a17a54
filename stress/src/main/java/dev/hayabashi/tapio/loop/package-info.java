/** jcstress tests of what the loops that share a descriptor hand to each other. In the package of what they test, to see what only it sees. */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.tapio.loop;
