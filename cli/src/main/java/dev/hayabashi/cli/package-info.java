/**
 * The command line. {@code up} starts the daemon in this process; every other command that concerns a running daemon is a
 * client of its control API and can do nothing that the API cannot.
 *
 * <p>Each command is a small class that asks, and prints: a table for people, or with {@code --json} the API's own answer.
 * Failures are {@link dev.hayabashi.cli.CommandFailure}s, which end the process with the exit codes of {@link
 * dev.hayabashi.cli.ExitCode} and one or two lines on standard error: what went wrong, and what to do.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.cli;
