/** TBD */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.services.dns;
