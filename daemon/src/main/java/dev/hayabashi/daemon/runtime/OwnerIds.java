package dev.hayabashi.daemon.runtime;

import dev.hayabashi.config.Owner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** From the user and group that a configuration names to the numbers that the kernel wants. */
final class OwnerIds {
    private static final long TIMEOUT_SECONDS = 5;
    private static final int ID_FIELD = 2;
    private static final int PRIMARY_GROUP_FIELD = 3;

    private OwnerIds() {}

    /**
     * Looks the names up.
     *
     * @throws PortOpenException when there is no such user or group
     */
    static dev.hayabashi.tapio.tap.Owner resolve(Owner owner) throws PortOpenException {
        String user = owner.user();
        long uid = isNumber(user) ? Long.parseLong(user) : lookUp("passwd", user, ID_FIELD);
        if (owner.group().isPresent()) {
            String group = owner.group().get();
            return new dev.hayabashi.tapio.tap.Owner(
                    uid, isNumber(group) ? Long.parseLong(group) : lookUp("group", group, ID_FIELD));
        }
        // A user alone: nobody else of its groups gets in by accident, so the group is the user's own.
        long gid = isNumber(user) ? uid : lookUp("passwd", user, PRIMARY_GROUP_FIELD);
        return new dev.hayabashi.tapio.tap.Owner(uid, gid);
    }

    private static boolean isNumber(String text) {
        return Character.isDigit(text.charAt(0));
    }

    /** Asks getent, which knows every source that the machine is set up for, where a file reader would know one. */
    private static long lookUp(String database, String name, int field) throws PortOpenException {
        try {
            Process getent = new ProcessBuilder("getent", database, name)
                    .redirectErrorStream(true)
                    .start();
            String line = new String(getent.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!getent.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                getent.destroyForcibly();
            } else if (getent.exitValue() == 0) {
                return Long.parseLong(line.split(":", -1)[field]);
            }
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new PortOpenException("'" + name + "' cannot be looked up: " + e, "write the number instead", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PortOpenException("interrupted while looking '" + name + "' up", "", e);
        }
        String what = database.equals("passwd") ? "user" : "group";
        throw new PortOpenException(
                "there is no " + what + " '" + name + "'",
                "name one that exists, or write the number",
                new IllegalArgumentException(name));
    }
}
