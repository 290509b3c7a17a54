/**
 * Fuzz targets for all that a guest or a client can send.
 *
 * <p>A target is a class with a method {@code fuzzerTestOneInput(byte[])}, the form that Jazzer calls and that needs nothing of
 * Jazzer. It makes its world anew for each input, so that an input alone is the whole story of a failure, and it checks more than
 * that nothing is thrown: each has an oracle of its own, written from the standard and sharing no code with what it judges. A
 * target for something that is not public is in the package of what it fuzzes. {@link dev.hayabashi.fuzz.Targets} lists them.
 *
 * <p>Inputs are kept in {@code src/test/resources/corpus/TARGET}: files with a name of their own, which are seeds and things once
 * found, and {@code kept.hex}, one input a line, which the fuzzer made and which together reach what the target can reach. {@link
 * dev.hayabashi.fuzz.CorpusTest} replays them all without an agent, in seconds. {@code bench/fuzz} goes on from there.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.fuzz;
