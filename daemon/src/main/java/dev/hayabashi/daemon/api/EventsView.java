package dev.hayabashi.daemon.api;

import java.util.List;

/**
 * A part of the journal.
 *
 * @param events events in order
 * @param last what to pass as {@code after} to read on
 * @param lost events after the one named by {@code after} that the journal no longer had
 */
public record EventsView(List<EventView> events, long last, long lost) {}
