package dev.hayabashi.daemon.doctor;

import java.util.List;

/** Looks at one thing that breaks labs. */
interface Check {
    /** Stable name: {@code ip-forward}. */
    String name();

    /**
     * Looks, and changes nothing.
     *
     * @return at least one finding
     * @throws CannotLookException when what it would look at is not to be seen
     */
    List<Finding> look(Surroundings around) throws CannotLookException;
}
