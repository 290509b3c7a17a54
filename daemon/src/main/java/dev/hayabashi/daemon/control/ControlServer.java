package dev.hayabashi.daemon.control;

import dev.hayabashi.daemon.api.ApiException;
import dev.hayabashi.daemon.api.Fault;
import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.ObjectMapper;

/** Serves the control API on a unix socket. */
public final class ControlServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final int MAX_BODY_BYTES = 1 << 20;
    private static final int MAX_HEADER_BYTES = 16 << 10;
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

    private final Controller controller;
    private final Scheduler scheduler;
    private final ObjectMapper json = new ObjectMapper();
    private final LoopResources loops = LoopResources.create("control", 1, true);
    private final DisposableServer server;

    /**
     * Starts to serve.
     *
     * @param socket path of the socket; a stale file there must be gone
     * @param controlThread where the controller is called
     */
    public ControlServer(String socket, Controller controller, Executor controlThread) {
        this.controller = controller;
        this.scheduler = Schedulers.fromExecutor(controlThread);
        this.server = HttpServer.create()
                .runOn(loops)
                .bindAddress(() -> new DomainSocketAddress(socket))
                .httpRequestDecoder(spec -> spec.maxHeaderSize(MAX_HEADER_BYTES))
                .requestTimeout(REQUEST_TIMEOUT)
                .idleTimeout(IDLE_TIMEOUT)
                .route(this::routes)
                .bindNow();
    }

    @Override
    public void close() {
        server.disposeNow(Duration.ofSeconds(2));
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block(Duration.ofSeconds(2));
    }

    private void routes(HttpServerRoutes routes) {
        routes.get("/v1/status", (request, response) -> answer(request, response, controller::status));
        routes.get(
                "/v1/ports",
                (request, response) -> answer(request, response, () -> controller.ports(query(request, "bridge"))));
        routes.post(
                "/v1/ports",
                (request, response) ->
                        answerBody(request, response, body -> controller.addPort(query(request, "bridge"), body)));
        routes.get(
                "/v1/ports/{port}",
                (request, response) -> answer(
                        request, response, () -> controller.port(query(request, "bridge"), path(request, "port"))));
        routes.put(
                "/v1/ports/{port}",
                (request, response) -> answerBody(
                        request,
                        response,
                        body -> controller.putPort(query(request, "bridge"), path(request, "port"), body)));
        routes.route(
                request -> request.method().name().equals("PATCH") && isPort(request),
                (request, response) -> answerBody(
                        request,
                        response,
                        body -> controller.patchPort(query(request, "bridge"), lastSegment(request), body)));
        routes.delete(
                "/v1/ports/{port}",
                (request, response) -> answer(
                        request,
                        response,
                        () -> controller.removePort(query(request, "bridge"), path(request, "port"))));
        routes.get(
                "/v1/stp",
                (request, response) -> answer(request, response, () -> controller.stp(query(request, "bridge"))));
        routes.post(
                "/v1/ports/{port}/mcheck",
                (request, response) -> answer(
                        request, response, () -> controller.mcheck(query(request, "bridge"), path(request, "port"))));
        routes.post(
                "/v1/ports/{port}/clear-errdisable",
                (request, response) -> answer(
                        request,
                        response,
                        () -> controller.clearErrDisable(query(request, "bridge"), path(request, "port"))));
        routes.route(
                request -> request.method().name().equals("PATCH")
                        && request.path().equals("v1/stp"),
                (request, response) ->
                        answerBody(request, response, body -> controller.patchStp(query(request, "bridge"), body)));
        routes.get(
                "/v1/fdb",
                (request, response) -> answer(
                        request, response, () -> controller.fdb(query(request, "bridge"), query(request, "port"))));
        routes.delete(
                "/v1/fdb",
                (request, response) -> answer(
                        request,
                        response,
                        () -> Map.of(
                                "flushed", controller.flushFdb(query(request, "bridge"), query(request, "port")))));
        routes.route(
                request -> true,
                (request, response) -> answer(request, response, () -> {
                    throw ApiException.notFound(
                            "there is nothing at " + request.method() + " " + request.uri(),
                            "the API begins at /v1/status");
                }));
    }

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response, Callable<Object> call) {
        return Mono.fromCallable(call)
                .subscribeOn(scheduler)
                .map(result -> new Reply(HttpResponseStatus.OK.code(), result))
                .onErrorResume(e -> Mono.just(fault(request, e)))
                .flatMap(reply -> send(response, reply));
    }

    private interface BodyCall {
        Object apply(String body);
    }

    private Publisher<Void> answerBody(HttpServerRequest request, HttpServerResponse response, BodyCall call) {
        return body(request)
                .publishOn(scheduler)
                .map(text -> new Reply(HttpResponseStatus.OK.code(), call.apply(text)))
                .onErrorResume(e -> Mono.just(fault(request, e)))
                .flatMap(reply -> send(response, reply));
    }

    /** Collects a body of bounded size. */
    private static Mono<String> body(HttpServerRequest request) {
        return request.receive()
                .map(ControlServer::bytes)
                .reduceWith(java.io.ByteArrayOutputStream::new, (collected, part) -> {
                    if (collected.size() + part.length > MAX_BODY_BYTES) {
                        throw new ApiException(413, "the body is larger than " + MAX_BODY_BYTES + " bytes", "");
                    }
                    collected.writeBytes(part);
                    return collected;
                })
                .map(collected -> collected.toString(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(ByteBuf part) {
        byte[] copy = new byte[part.readableBytes()];
        part.readBytes(copy);
        return copy;
    }

    private Mono<Void> send(HttpServerResponse response, Reply reply) {
        return response.status(reply.status())
                .header("Content-Type", "application/json")
                .sendString(Mono.just(json.writeValueAsString(reply.body()) + "\n"))
                .then();
    }

    private Reply fault(HttpServerRequest request, Throwable thrown) {
        if (thrown instanceof ApiException e) {
            return new Reply(e.status(), e.fault());
        }
        LOG.error("{} {} failed", request.method(), request.uri(), thrown);
        return new Reply(
                HttpResponseStatus.INTERNAL_SERVER_ERROR.code(),
                new Fault("internal error: " + thrown, "this is a bug in hayabashi; the daemon's log has the details"));
    }

    private static boolean isPort(HttpServerRequest request) {
        List<String> segments = segments(request);
        return segments.size() == 3
                && segments.get(0).equals("v1")
                && segments.get(1).equals("ports");
    }

    private static String lastSegment(HttpServerRequest request) {
        return segments(request).get(2);
    }

    private static List<String> segments(HttpServerRequest request) {
        String path = new QueryStringDecoder(request.uri()).path();
        return List.of(path.substring(1).split("/", -1));
    }

    private static String path(HttpServerRequest request, String name) {
        String value = request.param(name);
        return value == null ? "" : QueryStringDecoder.decodeComponent(value);
    }

    private static @Nullable String query(HttpServerRequest request, String name) {
        List<String> values = new QueryStringDecoder(request.uri()).parameters().get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    private record Reply(int status, Object body) {}
}
