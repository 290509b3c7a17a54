package dev.hayabashi.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Consecutive VLAN identifiers.
 *
 * @param first the lowest, 1..4094
 * @param last the highest, included
 */
public record VlanRange(int first, int last) {
    private static final int MAX = 4094;
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,3})(?:-([1-9][0-9]{0,3}))?");

    /** Reads {@code 10} or {@code 10-20}. */
    static Optional<VlanRange> parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        int first = Integer.parseInt(m.group(1));
        int last = m.group(2) == null ? first : Integer.parseInt(m.group(2));
        return first <= last && last <= MAX ? Optional.of(new VlanRange(first, last)) : Optional.empty();
    }

    @Override
    public String toString() {
        return first == last ? String.valueOf(first) : first + "-" + last;
    }
}
