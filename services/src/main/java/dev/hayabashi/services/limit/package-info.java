/** Bounds on what a guest can make the services do: token buckets, and gates that keep repeated events apart. */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.services.limit;
