/**
 * {@code hayabashi demo}: the reason why this project exists, seen on the reader's own machine.
 *
 * <p>Two bridges stand side by side, each in a network namespace of its own: one of the kernel, set up as libvirt does it, and
 * one of ours. Behind each a guest boots: {@link dev.hayabashi.cli.demo.Guest} opens the TAP by name as a virtual machine
 * monitor does, and is a cable from there to a namespace in which the same DHCP client runs. Being the cable, it sees every
 * frame in both directions, and notes what a DHCP message was, when it passed, and what state the bridge's port was in.
 *
 * <p>Nothing is simulated and nothing outside these namespaces is touched. {@link dev.hayabashi.cli.demo.Stage} takes
 * everything down, also after Ctrl-C.
 */
@NullMarked
package dev.hayabashi.cli.demo;

import org.jspecify.annotations.NullMarked;
