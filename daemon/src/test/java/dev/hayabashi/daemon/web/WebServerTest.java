package dev.hayabashi.daemon.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.daemon.control.ClientLimits;
import dev.hayabashi.daemon.control.HttpAnswers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebServerTest {
    private static final Duration HEAD_TIME = Duration.ofMillis(400);

    private final HttpAnswers http = new HttpAnswers(Runnable::run);
    private final WebServer server = new WebServer(
            "127.0.0.1:0",
            http,
            new ClientLimits(HEAD_TIME),
            List.of(routes ->
                    routes.get("/v1/status", (request, response) -> http.answer(request, response, () -> "fine"))));
    private final InetSocketAddress address =
            new InetSocketAddress("127.0.0.1", URI.create(server.url()).getPort());

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:9475", "127.0.0.1", "localhost:1", "LOCALHOST", "[::1]:9475", "10.1.2.3"})
    void answersToItsOwnNames(String host) throws IOException {
        assertThat(ask("GET", "/v1/status", host)).startsWith("HTTP/1.1 200 ").contains("\"fine\"");
    }

    /** A site that a browser here has open may point a name of its own at 127.0.0.1. */
    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:9475", "localhost.evil.example", "127.0.0.1.evil.example"})
    void refusesNamesThatAreNotItsOwn(String host) throws IOException {
        assertThat(ask("GET", "/v1/status", host)).startsWith("HTTP/1.1 421 ").contains("fault_message");
    }

    @ParameterizedTest
    @CsvSource({"POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
    void nothingCanBeChanged(String method) throws IOException {
        assertThat(ask(method, "/v1/status", "localhost"))
                .startsWith("HTTP/1.1 405 ")
                .containsIgnoringCase("allow: GET")
                .contains("fault_message", "hint");
    }

    @Test
    void anUnknownPathIsAFaultWithAHint() throws IOException {
        assertThat(ask("GET", "/nope", "localhost"))
                .startsWith("HTTP/1.1 404 ")
                .contains("fault_message", "/nope", "hint");
    }

    @Test
    void aClientThatDribblesItsRequestIsShutOut() throws IOException {
        try (Socket slow = connect()) {
            long begun = System.nanoTime();
            write(slow, "GET /v1/status HTTP/1.1\r\nHost: loc");
            assertThat(slow.getInputStream().readAllBytes()).isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(HEAD_TIME);
        }
    }

    @Test
    void aConnectionThatIsKeptForFurtherRequestsIsNotShutOut() throws IOException {
        try (Socket kept = connect()) {
            for (int i = 0; i < 3; i++) {
                write(kept, "GET /v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n");
                byte[] answer = new byte[12];
                assertThat(kept.getInputStream().readNBytes(answer, 0, 12)).isEqualTo(12);
                assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
                StringBuilder rest = new StringBuilder();
                while (rest.indexOf("fine") < 0) {
                    rest.append((char) kept.getInputStream().read());
                }
                kept.getInputStream().skipNBytes(2);
            }
        }
    }

    @Test
    void moreConnectionsThanTheLimitAreTurnedAway() throws IOException {
        List<Socket> held = new ArrayList<>();
        try {
            for (int i = 0; i < ClientLimits.MAX_CONNECTIONS; i++) {
                held.add(connect());
            }
            // All the held ones have been taken in once the last of them is answered.
            write(held.get(held.size() - 1), "GET /v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(held.get(held.size() - 1).getInputStream().read()).isEqualTo('H');
            try (Socket oneMore = connect()) {
                assertThat(oneMore.getInputStream().read()).isEqualTo(-1);
            }
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(20_000);
        socket.connect(address);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private String ask(String method, String path, String host) throws IOException {
        try (Socket socket = connect()) {
            write(socket, method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
