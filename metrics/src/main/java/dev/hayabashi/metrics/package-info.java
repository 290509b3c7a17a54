/**
 * What Prometheus sees of a bridge.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>A scrape asks the {@link dev.hayabashi.metrics.SampleSource} once. The answer is a plain copy of all bridges and ports,
 * taken on their event loops in small slices, and everything else, names, labels, text, is work of the thread that serves the
 * scrape: no meter reads a field of the frame path. A port that is gone is not in the sample, so its series end with it.
 *
 * <p>There is no Micrometer meter for each value of each port: a thousand ports have some forty thousand values, and a registry
 * of as many objects takes ten times as long (docs/adr/0012-metrics.md). Instead {@link dev.hayabashi.metrics.BridgeCollector} writes the sample straight
 * into the text format. What belongs to the process (JVM, build) are ordinary Micrometer binders; both make one scrape.
 *
 * <p>All names are listed and explained in {@link dev.hayabashi.metrics.HayabashiMeter}. Labels are bounded: names of bridges
 * and ports, and values of enums. MAC addresses and identifiers of bridges occur in {@code info} series only.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.metrics;
