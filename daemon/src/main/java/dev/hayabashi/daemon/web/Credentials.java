package dev.hayabashi.daemon.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The token that clients of the read-only listener must show: as {@code Authorization: Bearer TOKEN} (RFC 6750 section 2.1), or
 * as the password of HTTP Basic (RFC 7617), which is what a browser can ask its user for.
 */
public final class Credentials {
    private static final int MIN_LENGTH = 16;
    private static final int MAX_LENGTH = 4096;

    private final byte[] token;

    private Credentials(byte[] token) {
        this.token = token;
    }

    /**
     * Reads the token from a file; white space around it is not part of it.
     *
     * @throws IOException with a sentence for the user when it cannot be read, others may read it, or it is too short
     */
    public static Credentials read(Path file) throws IOException {
        if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
            throw new IOException("everybody can read " + file + "; chmod o-r it");
        }
        if (Files.size(file) > MAX_LENGTH) {
            throw new IOException(file + " is larger than " + MAX_LENGTH + " bytes");
        }
        String token = Files.readString(file, StandardCharsets.UTF_8).strip();
        if (token.length() < MIN_LENGTH) {
            throw new IOException("the token in " + file + " has fewer than " + MIN_LENGTH + " characters");
        }
        return new Credentials(token.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether a request with this {@code Authorization} header may pass. Takes as long for a near miss as for a far one. */
    boolean admit(@Nullable String authorization) {
        if (authorization == null) {
            return false;
        }
        int space = authorization.indexOf(' ');
        String scheme = space < 0 ? "" : authorization.substring(0, space).toLowerCase(Locale.ROOT);
        String shown = authorization.substring(space + 1).strip();
        return switch (scheme) {
            case "bearer" -> MessageDigest.isEqual(token, shown.getBytes(StandardCharsets.UTF_8));
            case "basic" -> MessageDigest.isEqual(token, password(shown));
            default -> false;
        };
    }

    private static byte[] password(String base64) {
        try {
            String pair = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
            return pair.substring(pair.indexOf(':') + 1).getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
