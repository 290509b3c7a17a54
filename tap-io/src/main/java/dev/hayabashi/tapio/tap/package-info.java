/**
 * TAP netdevs: made or adopted, refused where they do not fit, and given back as they were found.
 *
 * <p>A TAP that we make is not persistent unless asked for: it ends with its descriptor, so that nothing is left of a daemon
 * that was killed. It is made in the daemon's own network namespace and then moved, because a descriptor that was opened
 * inside another namespace would keep that namespace alive.
 *
 * <p>A netdev of ours carries an ifalias {@code hayabashi:BRIDGE:PORT}; by it a later daemon knows its own.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.tapio.tap;
