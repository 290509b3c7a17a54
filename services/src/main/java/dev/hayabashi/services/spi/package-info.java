/**
 * What the services ask of whoever runs them, and what they tell them.
 *
 * <p>The engines call {@link dev.hayabashi.services.spi.ServiceHost} in the middle of a frame, on the event loop that owns
 * the bridge. Implementations return at once and never throw.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.services.spi;
