/** Tests of the bridge: tables, seeded models and scripted frames in virtual time. */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.bridgecore;
