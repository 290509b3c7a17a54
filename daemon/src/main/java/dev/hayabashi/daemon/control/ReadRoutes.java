package dev.hayabashi.daemon.control;

import static dev.hayabashi.daemon.control.HttpAnswers.path;
import static dev.hayabashi.daemon.control.HttpAnswers.query;

import reactor.netty.http.server.HttpServerRoutes;

/** The part of the API that shows what is there. It stands on the control socket and on the read-only listener. */
public final class ReadRoutes implements RouteGroup {
    private final Controller controller;
    private final HttpAnswers http;

    public ReadRoutes(Controller controller, HttpAnswers http) {
        this.controller = controller;
        this.http = http;
    }

    @Override
    public void addTo(HttpServerRoutes routes) {
        routes.get("/v1/status", (request, response) -> http.answer(request, response, controller::status));
        routes.get(
                "/v1/ports",
                (request, response) ->
                        http.answer(request, response, () -> controller.ports(query(request, "bridge"))));
        routes.get(
                "/v1/ports/{port}",
                (request, response) -> http.answer(
                        request, response, () -> controller.port(query(request, "bridge"), path(request, "port"))));
        routes.get(
                "/v1/stp",
                (request, response) -> http.answer(request, response, () -> controller.stp(query(request, "bridge"))));
        routes.get(
                "/v1/fdb",
                (request, response) -> http.answer(
                        request, response, () -> controller.fdb(query(request, "bridge"), query(request, "port"))));
        routes.get(
                "/v1/groups",
                (request, response) ->
                        http.answer(request, response, () -> controller.groups(query(request, "bridge"))));
        routes.get(
                "/v1/leases",
                (request, response) ->
                        http.answer(request, response, () -> controller.leases(query(request, "bridge"))));
    }
}
