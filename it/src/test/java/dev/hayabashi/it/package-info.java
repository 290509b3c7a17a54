/**
 * Tests of the product as users run it: the launcher starts the daemon in a network namespace of the test, the kernel's own
 * stacks and small programs are its peers. Each class says which of the kernel's forwarding self-tests it is the counterpart
 * of ({@code tools/testing/selftests/net/forwarding}).
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.it;
