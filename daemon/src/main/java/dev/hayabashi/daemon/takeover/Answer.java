package dev.hayabashi.daemon.takeover;

import org.jspecify.annotations.Nullable;

/**
 * What the old process answers to a {@link Hello}.
 *
 * @param refusal why there will be no hand-over; empty when there will
 * @param hint what to do about a refusal
 * @param draft the estate as it is now; null with a refusal
 */
record Answer(String refusal, String hint, @Nullable Estate draft) {}
