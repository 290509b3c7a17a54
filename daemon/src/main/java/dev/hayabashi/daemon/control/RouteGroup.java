package dev.hayabashi.daemon.control;

import reactor.netty.http.server.HttpServerRoutes;

/** A part of an HTTP interface. */
@FunctionalInterface
public interface RouteGroup {
    void addTo(HttpServerRoutes routes);
}
