package dev.hayabashi.fuzz;

import java.util.function.Consumer;

/**
 * Something to fuzz.
 *
 * @param name its name on the command line, and of its directory of inputs
 * @param className the class that Jazzer is given
 * @param what what it is given and what it promises, in a few words
 * @param run takes one input
 */
record Target(String name, String className, String what, Consumer<byte[]> run) {
    static Target of(String name, Class<?> type, String what, Consumer<byte[]> run) {
        return new Target(name, type.getName(), what, run);
    }
}
