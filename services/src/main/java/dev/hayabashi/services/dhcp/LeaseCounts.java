package dev.hayabashi.services.dhcp;

/**
 * Addresses by state.
 *
 * @param bound leased
 * @param offered offered and not yet asked for
 * @param declined found in use by a client, and kept back for a while
 * @param poolFree addresses that a client without a reservation can still get
 */
public record LeaseCounts(int bound, int offered, int declined, long poolFree) {}
