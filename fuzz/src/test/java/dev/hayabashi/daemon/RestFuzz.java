package dev.hayabashi.daemon;

import dev.hayabashi.config.ConfigException;
import dev.hayabashi.config.ConfigReader;
import dev.hayabashi.fuzz.Check;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * The control API on its socket, from requests of a careful client down to octets that are no HTTP. Whatever is asked is answered,
 * never with 500; what is refused says what is wrong in JSON; and afterwards the daemon still answers, and runs a configuration
 * that it would take itself.
 *
 * <p>Input: requests with a zero octet between them. A request is a line {@code METHOD target}, then the body. One that begins
 * with an exclamation mark is sent as it is, on a connection of its own.
 */
public final class RestFuzz {
    private static final int MAX_REQUESTS = 8;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");

    private RestFuzz() {}

    /** Started when the first input comes. */
    private static final class World {
        static final PaperDaemon DAEMON = PaperDaemon.start();
        static final String AT_THE_START = running(new RestClient(DAEMON.socket));
    }

    /** What the latest input has left running: to apply a configuration that runs does nothing, and each request costs threads their turns. */
    private static String left = "";

    /** The configuration that was last found to be one. */
    private static String sound = "";

    public static void fuzzerTestOneInput(byte[] input) {
        RestClient client = new RestClient(World.DAEMON.socket);
        settle(client);
        left = "";
        int from = 0;
        for (int i = 0; i < MAX_REQUESTS && from < input.length; i++) {
            int to = from;
            while (to < input.length && input[to] != 0) {
                to++;
            }
            byte[] request = Arrays.copyOfRange(input, from, to);
            if (request.length > 0 && request[0] == '!') {
                raw(client, Arrays.copyOfRange(request, 1, request.length));
            } else {
                ask(client, request);
            }
            from = to + 1;
        }
        stillThere(client);
        client.close();
    }

    private static void settle(RestClient client) {
        if (left.equals(World.AT_THE_START)) {
            return;
        }
        RestClient.Answer answer =
                client.ask("PUT", "/v1/config?source=fuzz.yaml", PaperDaemon.CONFIG.getBytes(StandardCharsets.UTF_8));
        Check.same(answer.status(), 200, () -> "back to the start: " + answer);
    }

    private static void stillThere(RestClient client) {
        RestClient.Answer status = client.ask("GET", "/v1/status", new byte[0]);
        Check.same(status.status(), 200, () -> "status afterwards: " + status);
        String yaml = running(client);
        if (!yaml.equals(sound)) {
            try {
                Check.that(!ConfigReader.read("running", yaml).bridges().isEmpty(), () -> "no bridge");
            } catch (ConfigException e) {
                throw new AssertionError("what runs is no configuration:\n" + yaml, e);
            }
        }
        sound = yaml;
        left = yaml;
    }

    private static String running(RestClient client) {
        RestClient.Answer config = client.ask("GET", "/v1/config", new byte[0]);
        Check.same(config.status(), 200, () -> "configuration: " + config);
        return json(config).path("yaml").asString();
    }

    private static void raw(RestClient client, byte[] octets) {
        for (RestClient.Answer answer : client.raw(octets)) {
            Check.that(answer.status() < 500 || answer.status() == 505, () -> "raw: " + answer);
        }
    }

    private static void ask(RestClient client, byte[] request) {
        int end = 0;
        while (end < request.length && request[end] != '\n') {
            end++;
        }
        byte[] line = Arrays.copyOf(request, end);
        byte[] body = Arrays.copyOfRange(request, Math.min(end + 1, request.length), request.length);
        int space = 0;
        while (space < line.length && line[space] != ' ') {
            space++;
        }
        String method = new String(line, 0, space, StandardCharsets.ISO_8859_1);
        if (!METHODS.contains(method)) {
            return;
        }
        String target = target(Arrays.copyOfRange(line, Math.min(space + 1, line.length), line.length));
        RestClient.Answer answer = client.ask(method, target, body);
        Check.that(answer.status() < 500, () -> method + " " + target + ": " + answer);
        if (answer.isStream() || method.equals("HEAD")) {
            return;
        }
        if (answer.status() == 200) {
            json(answer);
        } else if (answer.status() != 414 && answer.status() != 431) {
            JsonNode fault = json(answer);
            Check.that(
                    !fault.path("fault_message").asString("").isBlank()
                            && fault.path("hint").isString(),
                    () -> "a refusal without a reason: " + method + " " + target + ": " + answer);
        }
    }

    /** As a request line may have it; all that a target can say otherwise is let through. */
    private static String target(byte[] octets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write('/');
        for (int i = octets.length > 0 && octets[0] == '/' ? 1 : 0; i < octets.length; i++) {
            out.write(octets[i] <= ' ' && octets[i] >= 0 ? '+' : octets[i]);
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static JsonNode json(RestClient.Answer answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JacksonException e) {
            throw new AssertionError("not JSON: " + answer, e);
        }
    }
}
