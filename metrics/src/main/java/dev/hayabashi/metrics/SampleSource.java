package dev.hayabashi.metrics;

import java.util.List;

/** Where scrapes get their numbers. */
@FunctionalInterface
public interface SampleSource {
    /** All bridges at one moment. Called on the thread that serves scrapes; may block for as long as an event loop needs. */
    List<BridgeSample> sample();
}
