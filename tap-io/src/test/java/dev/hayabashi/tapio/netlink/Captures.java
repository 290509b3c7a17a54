package dev.hayabashi.tapio.netlink;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** What a kernel really said, kept as hex. */
final class Captures {
    private Captures() {}

    static ByteBuffer read(String name) {
        try (InputStream in = Captures.class.getResourceAsStream("/netlink/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no capture " + name);
            }
            String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.joining());
            return ByteBuffer.wrap(HexFormat.of().parseHex(hex)).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
