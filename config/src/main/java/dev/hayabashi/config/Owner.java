package dev.hayabashi.config;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who may open a TAP: kept as written, because user names mean something only on the machine where the daemon runs.
 *
 * @param user user name or number
 * @param group group name or number; empty when only the user may open it
 */
public record Owner(String user, Optional<String> group) {
    private static final String ID = "([0-9]{1,10}|[A-Za-z_][A-Za-z0-9_.-]{0,31})";
    private static final Pattern FORM = Pattern.compile(ID + "(:" + ID + ")?");
    private static final long MAX_ID = 0xFFFF_FFFEL; // 2^32-1 means "no change" in the kernel's interfaces

    /** Reads {@code 1000:1000}, {@code alice:kvm} or {@code alice}. */
    public static Optional<Owner> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        int colon = text.indexOf(':');
        Owner owner = colon < 0
                ? new Owner(text, Optional.empty())
                : new Owner(text.substring(0, colon), Optional.of(text.substring(colon + 1)));
        return fits(owner.user) && owner.group.map(Owner::fits).orElse(true) ? Optional.of(owner) : Optional.empty();
    }

    private static boolean fits(String id) {
        return !Character.isDigit(id.charAt(0)) || Long.parseLong(id) <= MAX_ID;
    }

    /** The form of the configuration file. */
    @Override
    public String toString() {
        return group.map(g -> user + ":" + g).orElse(user);
    }
}
