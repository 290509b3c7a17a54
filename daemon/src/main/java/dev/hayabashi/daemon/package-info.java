/**
 * The daemon: reads the configuration, starts the bridges, serves the control API, and cleans up.
 *
 * <p>{@link dev.hayabashi.daemon.Daemon} is its life from start to end. The rooms behind it: {@code runtime} for bridges that
 * run, {@code control} for the API's transport, {@code api} for what the API says.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.daemon;
