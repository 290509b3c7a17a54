package dev.hayabashi.daemon.runtime;

import dev.hayabashi.config.PortConfig;

/**
 * A port that another process had.
 *
 * @param config what that process was asked for, with its number
 * @param device its device, not started yet
 */
public record TakenPort(PortConfig config, PortDevice device) {}
