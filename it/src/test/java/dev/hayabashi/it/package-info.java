/** Tests of the product as users run it: daemons and peers in network namespaces. */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.it;
