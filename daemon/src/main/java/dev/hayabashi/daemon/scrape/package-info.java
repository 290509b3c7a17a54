/**
 * Takes what a scrape shows from the running bridges, in slices small enough that no frame waits for them.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.daemon.scrape;
