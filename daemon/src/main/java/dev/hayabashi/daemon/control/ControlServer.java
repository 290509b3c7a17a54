package dev.hayabashi.daemon.control;

import static dev.hayabashi.daemon.control.HttpAnswers.path;
import static dev.hayabashi.daemon.control.HttpAnswers.query;

import dev.hayabashi.daemon.api.ApiException;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerRoutes;

/** Serves the control API on a unix socket. */
public final class ControlServer implements AutoCloseable {
    private final Controller controller;
    private final HttpAnswers http;
    private final List<RouteGroup> groups;
    private final ClientAccess access;
    private final HttpLoop loop = new HttpLoop("control-http");
    private final DisposableServer server;

    /**
     * Starts to serve.
     *
     * @param socket path of the socket; a stale file there must be gone
     * @param http how calls are answered
     * @param groups further parts of the API
     * @param access what clients may do
     */
    public ControlServer(
            String socket, Controller controller, HttpAnswers http, List<RouteGroup> groups, ClientAccess access) {
        this.controller = controller;
        this.http = http;
        this.groups = List.copyOf(groups);
        this.access = access;
        this.server = new ClientLimits()
                .applyTo(HttpServer.create().runOn(loop.group()))
                .bindAddress(() -> new DomainSocketAddress(socket))
                .route(this::routes)
                .bindNow();
    }

    @Override
    public void close() {
        loop.close(server);
    }

    private void routes(HttpServerRoutes routes) {
        // In front of all others: who may not is told so whatever was asked for.
        routes.route(
                request -> access.refusal(request).isPresent(),
                (request, response) -> http.answer(request, response, () -> {
                    throw access.refusal(request).orElseThrow();
                }));
        routes.post(
                "/v1/ports",
                (request, response) ->
                        http.answerBody(request, response, body -> controller.addPort(query(request, "bridge"), body)));
        routes.put(
                "/v1/ports/{port}",
                (request, response) -> http.answerBody(
                        request,
                        response,
                        body -> controller.putPort(query(request, "bridge"), path(request, "port"), body)));
        routes.route(
                request -> request.method().name().equals("PATCH") && isPort(request),
                (request, response) -> http.answerBody(
                        request,
                        response,
                        body -> controller.patchPort(query(request, "bridge"), lastSegment(request), body)));
        routes.delete(
                "/v1/ports/{port}",
                (request, response) -> http.answer(
                        request,
                        response,
                        () -> controller.removePort(query(request, "bridge"), path(request, "port"))));
        routes.post(
                "/v1/stp/clear-counters",
                (request, response) -> http.answer(
                        request,
                        response,
                        () -> controller.clearStpCounters(query(request, "bridge"), query(request, "port"))));
        routes.post(
                "/v1/ports/{port}/mcheck",
                (request, response) -> http.answer(
                        request, response, () -> controller.mcheck(query(request, "bridge"), path(request, "port"))));
        routes.post(
                "/v1/ports/{port}/clear-errdisable",
                (request, response) -> http.answer(
                        request,
                        response,
                        () -> controller.clearErrDisable(query(request, "bridge"), path(request, "port"))));
        routes.route(
                request -> request.method().name().equals("PATCH")
                        && segments(request).equals(List.of("v1", "stp")),
                (request, response) -> http.answerBody(
                        request, response, body -> controller.patchStp(query(request, "bridge"), body)));
        routes.delete(
                "/v1/fdb",
                (request, response) -> http.answer(
                        request,
                        response,
                        () -> Map.of(
                                "flushed", controller.flushFdb(query(request, "bridge"), query(request, "port")))));
        routes.delete(
                "/v1/leases/{address}",
                (request, response) -> http.answer(
                        request,
                        response,
                        () -> controller.freeLease(query(request, "bridge"), path(request, "address"))));
        routes.get("/v1/config", (request, response) -> http.answer(request, response, controller::config));
        routes.put(
                "/v1/config",
                (request, response) ->
                        http.answerBody(request, response, body -> controller.apply(source(request), body)));
        routes.post(
                "/v1/plan",
                (request, response) ->
                        http.answerBody(request, response, body -> controller.plan(source(request), body)));
        groups.forEach(group -> group.addTo(routes));
        routes.route(
                request -> true,
                (request, response) -> http.answer(request, response, () -> {
                    throw ApiException.notFound(
                            "there is nothing at " + request.method() + " " + request.uri(),
                            "the API begins at /v1/status");
                }));
    }

    private static String source(HttpServerRequest request) {
        String source = query(request, "source");
        return source == null ? "request" : source;
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

    /** None when the path cannot be read: then it is the path of nothing. */
    private static List<String> segments(HttpServerRequest request) {
        try {
            String path = new QueryStringDecoder(request.uri()).path();
            return path.isEmpty() ? List.of() : List.of(path.substring(1).split("/", -1));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }
}
