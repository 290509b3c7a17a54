package dev.hayabashi.daemon.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Body of every answer that is not a success.
 *
 * @param faultMessage what went wrong, and where
 * @param hint what to do about it; empty when the message says so
 */
public record Fault(@JsonProperty("fault_message") String faultMessage, String hint) {}
