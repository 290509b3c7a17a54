/**
 * Tests of the product as users run it: daemons and peers in network namespaces. Classes that have a counterpart among the
 * kernel's own forwarding self-tests ({@code tools/testing/selftests/net/forwarding}) say which.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.it;
