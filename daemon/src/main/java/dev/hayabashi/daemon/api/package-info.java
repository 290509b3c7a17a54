/**
 * What the control API says: one record for each JSON object, and nothing that acts. The names of the components are the
 * names in the JSON; people script against them.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.daemon.api;
