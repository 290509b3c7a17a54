@org.jspecify.annotations.NullMarked
package dev.hayabashi.tapio;
