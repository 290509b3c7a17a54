package dev.hayabashi.daemon;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1 on a unix socket, as little of it as the control API needs, and with patience for ten seconds. */
final class RestClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    /** An answer; of one that goes on for ever, the head. */
    record Answer(int status, String contentType, String body, boolean isStream) {}

    private final UnixDomainSocketAddress address;
    private @Nullable SocketChannel connection;
    private @Nullable Selector selector;
    private final ByteBuffer chunk = ByteBuffer.allocate(1 << 16);
    private ByteArrayOutputStream received = new ByteArrayOutputStream();

    RestClient(Path socket) {
        address = UnixDomainSocketAddress.of(socket);
    }

    Answer ask(String method, String target, byte[] body) {
        String head =
                method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length + "\r\n\r\n";
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(body);
        try {
            open();
            write(request.toByteArray());
            Answer answer = read(method.equals("HEAD"));
            if (answer == null) {
                throw new AssertionError("no answer to " + method + " " + target);
            }
            return answer;
        } catch (IOException e) {
            throw new AssertionError("no answer to " + method + " " + target, e);
        }
    }

    /** Sends octets and then nothing more; gives the answers that came before the server hung up. */
    List<Answer> raw(byte[] octets) {
        List<Answer> answers = new ArrayList<>();
        close();
        try {
            SocketChannel channel = open();
            write(octets);
            channel.shutdownOutput();
            for (Answer answer = read(false); answer != null && !answer.isStream(); answer = read(false)) {
                answers.add(answer);
            }
        } catch (IOException e) {
            // The server has hung up in the middle: its right, after octets that are no HTTP.
        }
        close();
        return answers;
    }

    private SocketChannel open() throws IOException {
        SocketChannel channel = connection;
        if (channel == null) {
            channel = SocketChannel.open(address);
            connection = channel;
            received = new ByteArrayOutputStream();
            channel.configureBlocking(false);
            Selector waiting = Selector.open();
            selector = waiting;
            channel.register(waiting, SelectionKey.OP_READ);
        }
        return channel;
    }

    private void write(byte[] octets) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(octets);
        SocketChannel channel = open();
        while (out.hasRemaining()) {
            if (channel.write(out) == 0) {
                // The server answers before it has read everything; what it says is read later.
                await(SelectionKey.OP_WRITE);
            }
        }
    }

    private void await(int what) throws IOException {
        Selector waiting = selector;
        SocketChannel channel = connection;
        if (waiting == null || channel == null) {
            throw new IOException("not connected");
        }
        channel.keyFor(waiting).interestOps(what);
        if (waiting.select(PATIENCE_MILLIS) == 0) {
            throw new AssertionError("the daemon was silent for " + PATIENCE_MILLIS + " ms");
        }
        waiting.selectedKeys().clear();
    }

    /** Reads more; false at the end. */
    private boolean more() throws IOException {
        await(SelectionKey.OP_READ);
        chunk.clear();
        int count = open().read(chunk);
        if (count > 0) {
            received.write(chunk.array(), 0, count);
        }
        return count >= 0;
    }

    private @Nullable Answer read(boolean headOnly) throws IOException {
        String text = received.toString(StandardCharsets.ISO_8859_1);
        while (!text.contains("\r\n\r\n")) {
            if (!more()) {
                close();
                return null;
            }
            text = received.toString(StandardCharsets.ISO_8859_1);
        }
        String head = text.substring(0, text.indexOf("\r\n\r\n"));
        int status = Integer.parseInt(head.split(" ", 3)[1].substring(0, 3));
        String type = header(head, "content-type");
        drop(head.length() + 4);
        boolean stream = status == 200 && !type.startsWith("application/json");
        if (headOnly || stream) {
            close();
            return new Answer(status, type, "", stream);
        }
        boolean chunked = header(head, "transfer-encoding").contains("chunked");
        String length = header(head, "content-length");
        byte[] body = chunked ? chunks() : exactly(length.isEmpty() ? 0 : Integer.parseInt(length));
        if (header(head, "connection").contains("close")) {
            close();
        }
        return new Answer(status, type, new String(body, StandardCharsets.UTF_8), false);
    }

    private static String header(String head, String name) {
        for (String line : head.split("\r\n")) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).toLowerCase(Locale.ROOT).equals(name)) {
                return line.substring(colon + 1).strip().toLowerCase(Locale.ROOT);
            }
        }
        return "";
    }

    private void drop(int count) {
        byte[] all = received.toByteArray();
        received = new ByteArrayOutputStream();
        received.write(all, count, all.length - count);
    }

    private byte[] exactly(int count) throws IOException {
        while (received.size() < count) {
            if (!more()) {
                throw new IOException("cut off");
            }
        }
        byte[] body = java.util.Arrays.copyOf(received.toByteArray(), count);
        drop(count);
        return body;
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String text = received.toString(StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n");
            if (end < 0) {
                if (!more()) {
                    throw new IOException("cut off");
                }
                continue;
            }
            int count = Integer.parseInt(text.substring(0, end), 16);
            drop(end + 2);
            body.writeBytes(exactly(count));
            exactly(2);
            if (count == 0) {
                return body.toByteArray();
            }
        }
    }

    @Override
    public void close() {
        try {
            if (connection != null) {
                connection.close();
            }
            if (selector != null) {
                selector.close();
            }
        } catch (IOException e) {
            // It is gone.
        }
        connection = null;
        selector = null;
    }
}
