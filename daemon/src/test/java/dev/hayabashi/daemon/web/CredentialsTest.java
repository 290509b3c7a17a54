package dev.hayabashi.daemon.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hayabashi.daemon.control.ClientLimits;
import dev.hayabashi.daemon.control.HttpAnswers;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
    private static final String TOKEN = "correct-horse-battery";

    @TempDir
    private Path directory = Path.of("");

    private Path file(String text, String mode) throws IOException {
        Path file = Files.writeString(directory.resolve("token"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void admitsTheTokenAndNothingElse() throws IOException {
        Credentials credentials = Credentials.read(file(TOKEN + "\n", "rw-r-----"));
        assertThat(List.of("Bearer " + TOKEN, "bearer " + TOKEN, basic("any:" + TOKEN), basic(":" + TOKEN)))
                .allMatch(credentials::admit);
        assertThat(credentials.admit(null)).isFalse();
        assertThat(List.of("", TOKEN, "Bearer", "Bearer ", "Bearer " + TOKEN + "x", "Digest " + TOKEN, "Basic !!"))
                .noneMatch(credentials::admit);
        assertThat(credentials.admit(basic(TOKEN + ":"))).isFalse();
    }

    @Test
    void refusesATokenThatEverybodyCanReadOrGuess() throws IOException {
        Path open = file(TOKEN, "rw-r--r--");
        assertThatThrownBy(() -> Credentials.read(open)).hasMessageContaining("chmod o-r");
        Path weak = file("secret", "rw-------");
        assertThatThrownBy(() -> Credentials.read(weak)).hasMessageContaining("fewer than 16 characters");
    }

    @Test
    void theListenerWantsTheTokenAndSpeaksTls() throws Exception {
        Path store = directory.resolve("store.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process made = new ProcessBuilder((keytool
                                + " -genkeypair -alias web -keyalg EC -dname CN=localhost -ext san=ip:127.0.0.1 -validity 2"
                                + " -storetype PKCS12 -storepass changeit -keystore " + store)
                        .split(" "))
                .inheritIO()
                .start();
        assertThat(made.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        Path certificate = pem("CERTIFICATE", keys.getCertificate("web").getEncoded());
        Path key =
                pem("PRIVATE KEY", keys.getKey("web", "changeit".toCharArray()).getEncoded());
        HttpAnswers http = new HttpAnswers(Runnable::run);
        try (WebServer server = new WebServer(
                "127.0.0.1:0",
                http,
                new ClientLimits(),
                List.of(routes ->
                        routes.get("/v1/status", (request, response) -> http.answer(request, response, () -> "fine"))),
                Credentials.read(file(TOKEN, "rw-------")),
                SslContextBuilder.forServer(certificate.toFile(), key.toFile()).build())) {
            assertThat(server.url()).startsWith("https://127.0.0.1:");
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("web", keys.getCertificate("web"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, trust.getTrustManagers(), null);
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(tls)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            URI status = URI.create(server.url() + "/v1/status");
            HttpResponse<String> refused =
                    client.send(HttpRequest.newBuilder(status).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).contains("wants a token").doesNotContain("fine");
            assertThat(refused.headers().firstValue("WWW-Authenticate")).isPresent();
            HttpResponse<String> admitted = client.send(
                    HttpRequest.newBuilder(status)
                            .header("Authorization", "Bearer " + TOKEN)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(admitted.statusCode()).isEqualTo(200);
        }
    }

    private Path pem(String kind, byte[] der) throws IOException {
        String text = "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n";
        return Files.writeString(directory.resolve(kind.replace(' ', '-') + ".pem"), text);
    }
}
