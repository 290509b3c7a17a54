package dev.hayabashi.cli;

import dev.hayabashi.daemon.api.Fault;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.http.HttpMethod;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Speaks HTTP with the daemon over its unix socket. */
final class ControlClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int BAD_REQUEST = 400;
    private static final int STREAM_PARTS = 16;

    private final String socket;
    private final HttpClient http;

    ControlClient(SocketOption option) {
        this(option.path());
    }

    ControlClient(String socket) {
        this.socket = socket;
        // One daemon thread: a command asks one question and leaves.
        this.http = HttpClient.create(ConnectionProvider.newConnection())
                .runOn(LoopResources.create("client", 1, true))
                .remoteAddress(() -> new DomainSocketAddress(socket))
                .responseTimeout(TIMEOUT);
    }

    JsonNode get(String path) {
        return request(HttpMethod.GET, path, null);
    }

    <T> T get(String path, Class<T> type) {
        return Json.MAPPER.treeToValue(get(path), type);
    }

    JsonNode put(String path, String body) {
        return request(HttpMethod.PUT, path, body);
    }

    JsonNode patch(String path, String body) {
        return request(HttpMethod.PATCH, path, body);
    }

    JsonNode post(String path, String body) {
        return request(HttpMethod.POST, path, body);
    }

    JsonNode delete(String path) {
        return request(HttpMethod.DELETE, path, null);
    }

    /**
     * Reads a stream of text until the daemon ends it.
     *
     * @param accept media type that is asked for
     * @param line gets each line
     */
    void lines(String path, String accept, Consumer<String> line) {
        LineSplitter lines = new LineSplitter(line);
        stream(path, accept, lines::add);
    }

    /** Reads a stream of bytes until the daemon ends it; each part is cut where it happened to be. */
    void bytes(String path, Consumer<byte[]> part) {
        stream(path, "*/*", part);
    }

    private void stream(String path, String accept, Consumer<byte[]> part) {
        checkSocket();
        try {
            // A stream may be silent for as long as nothing happens.
            http.responseTimeout(Duration.ofDays(365))
                    .headers(headers -> headers.set("Accept", accept))
                    .get()
                    .uri(path)
                    .response((response, content) -> response.status().code() < BAD_REQUEST
                            ? content.asByteArray()
                            : content.aggregate()
                                    .asString(StandardCharsets.UTF_8)
                                    .flatMap(text -> Mono.error(
                                            fault(new Answer(response.status().code(), text)))))
                    // On this thread: a reader that is slow makes the daemon wait, not this process grow.
                    .toIterable(STREAM_PARTS)
                    .forEach(part);
        } catch (CommandFailure | UncheckedIOException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CommandFailure(
                    ExitCode.FAILED, "the daemon on " + socket + " ended the stream: " + rootMessage(e), "");
        }
    }

    private JsonNode request(HttpMethod method, String path, @Nullable String body) {
        checkSocket();
        Answer answer;
        try {
            HttpClient.RequestSender sender = http.request(method).uri(path);
            answer = (body == null ? sender : sender.send(ByteBufMono.fromString(Mono.just(body))))
                    .responseSingle((response, content) -> content.asString(StandardCharsets.UTF_8)
                            .defaultIfEmpty("")
                            .map(text -> new Answer(response.status().code(), text)))
                    .block(TIMEOUT);
        } catch (RuntimeException e) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "the daemon on " + socket + " does not answer: " + rootMessage(e),
                    "is it still running? " + SocketHelp.howToStart());
        }
        if (answer == null) {
            throw new CommandFailure(ExitCode.FAILED, "the daemon on " + socket + " gave no answer", "");
        }
        if (answer.status() >= BAD_REQUEST) {
            throw fault(answer);
        }
        return answer.text().isEmpty() ? Json.MAPPER.nullNode() : Json.MAPPER.readTree(answer.text());
    }

    private void checkSocket() {
        Path path = Path.of(socket);
        if (!Files.exists(path)) {
            throw new CommandFailure(ExitCode.FAILED, "no daemon listens on " + socket, SocketHelp.howToStart());
        }
        if (!Files.isWritable(path)) {
            throw new CommandFailure(
                    ExitCode.FAILED, "no permission to use " + socket, SocketHelp.howToBeAllowed(path));
        }
    }

    private static CommandFailure fault(Answer answer) {
        int exitCode = answer.status() == BAD_REQUEST ? ExitCode.BAD_INPUT : ExitCode.FAILED;
        try {
            Fault fault = Json.MAPPER.readValue(answer.text(), Fault.class);
            return new CommandFailure(exitCode, fault.faultMessage(), fault.hint());
        } catch (JacksonException e) {
            return new CommandFailure(
                    ExitCode.FAILED, "the daemon answered " + answer.status() + ": " + answer.text(), "");
        }
    }

    private static String rootMessage(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private record Answer(int status, String text) {}

    /** The mapper of the command line; shared because building one is slow. */
    static final class Json {
        static final ObjectMapper MAPPER = new ObjectMapper();

        private Json() {}

        static String pretty(JsonNode node) {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node);
        }
    }
}
