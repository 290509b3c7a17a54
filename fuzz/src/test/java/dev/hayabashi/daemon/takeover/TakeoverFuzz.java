package dev.hayabashi.daemon.takeover;

import dev.hayabashi.fuzz.Check;
import dev.hayabashi.tapio.sys.Libc;
import dev.hayabashi.tapio.sys.NativeFd;
import dev.hayabashi.tapio.sys.NativeMemory;
import dev.hayabashi.tapio.sys.UnixSockets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What a process may say to a daemon that it asks to give way, until the daemon knows who it is: whatever comes is a greeting or an error
 * that the daemon goes on after, and no length is believed before the octets are there.
 */
public final class TakeoverFuzz {
    /** As much as a socket takes at once. */
    private static final int MAX_BYTES = 16 * 1024;

    private static final NativeMemory OUT = NativeMemory.allocate(MAX_BYTES);

    private TakeoverFuzz() {}

    /** A socket that connections are made to. */
    private static final class Place {
        static final Path PATH = path();
        static final NativeFd LISTENER = listener();

        private static Path path() {
            try {
                Path directory = Files.createTempDirectory("hbfuzz");
                directory.toFile().deleteOnExit();
                return directory.resolve("s");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static NativeFd listener() {
            NativeFd fd = UnixSockets.bind(PATH.toString());
            PATH.toFile().deleteOnExit();
            UnixSockets.listen(fd, PATH.toString(), 4);
            return fd;
        }
    }

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length <= MAX_BYTES) {
            Check.bounded(input.length, () -> greet(input));
        }
    }

    private static void greet(byte[] input) {
        NativeFd listener = Place.LISTENER;
        UnixSockets.Accepted peer;
        try (NativeFd client = UnixSockets.connect(Place.PATH.toString(), Libc.SOCK_STREAM)) {
            OUT.buffer().put(0, input);
            // NATIVE: write(2) from memory of this class.
            long written = Libc.write(client.number(), OUT.address(), input.length);
            Check.same(written, (long) input.length, () -> "octets written");
            peer = Objects.requireNonNull(UnixSockets.accept(listener, Place.PATH.toString()));
        }
        try (Wire wire = new Wire(peer.fd())) {
            HandOver.refuse(peer.uid(), wire.receiveHello());
        } catch (IOException | RefusedException e) {
            Check.that(e.getMessage() != null && !e.getMessage().isEmpty(), () -> "an error without words: " + e);
        }
    }
}
