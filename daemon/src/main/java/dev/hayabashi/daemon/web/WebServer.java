package dev.hayabashi.daemon.web;

import dev.hayabashi.daemon.api.ApiException;
import dev.hayabashi.daemon.control.ClientLimits;
import dev.hayabashi.daemon.control.HttpAnswers;
import dev.hayabashi.daemon.control.HttpLoop;
import dev.hayabashi.daemon.control.RouteGroup;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerRoutes;

/** The read-only listener on {@code metrics.listen}. */
public final class WebServer implements AutoCloseable {
    private static final int UNAUTHORIZED = 401;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int MISDIRECTED = 421;

    private final HttpAnswers http;
    private final List<RouteGroup> groups;
    private final boolean loopback;
    private final @Nullable Credentials credentials;
    private final boolean tls;
    private final HttpLoop loop = new HttpLoop("web");
    private final DisposableServer server;

    /** Starts to serve everybody who reaches the address, in clear text: for loopback. */
    public WebServer(String listen, HttpAnswers http, ClientLimits limits, List<RouteGroup> groups) {
        this(listen, http, limits, groups, null, null);
    }

    /**
     * Starts to serve.
     *
     * @param listen {@code address:port}; port 0 for any
     * @param limits what a client may cost
     * @param groups what is served, the first that takes a path first; only GET gets to them
     * @param credentials what a client must show; null for nothing
     * @param tls certificate and key; null for clear text
     * @throws RuntimeException with the reason in its message when the address cannot be had
     */
    public WebServer(
            String listen,
            HttpAnswers http,
            ClientLimits limits,
            List<RouteGroup> groups,
            @Nullable Credentials credentials,
            @Nullable SslContext tls) {
        this.credentials = credentials;
        this.tls = tls != null;
        this.http = http;
        this.groups = List.copyOf(groups);
        InetSocketAddress address = ListenAddress.parse(listen);
        this.loopback = address.getAddress().isLoopbackAddress();
        try {
            HttpServer plain = limits.applyTo(HttpServer.create().runOn(loop.group()));
            this.server = (tls == null ? plain : plain.secure(spec -> spec.sslContext(tls)))
                    .bindAddress(() -> address)
                    .route(this::routes)
                    .bindNow();
        } catch (RuntimeException e) {
            loop.close();
            throw e;
        }
    }

    /** {@code http://127.0.0.1:9475}. */
    public String url() {
        String url = ListenAddress.url((InetSocketAddress) server.address());
        return tls ? url.replaceFirst("^http:", "https:") : url;
    }

    private void routes(HttpServerRoutes routes) {
        routes.route(
                request -> loopback
                        && !ListenAddress.isOwnName(request.requestHeaders().get("Host", "")),
                (request, response) -> http.answer(request, response, () -> {
                    throw new ApiException(
                            MISDIRECTED,
                            "this listener is for this machine and is not called "
                                    + request.requestHeaders().get("Host"),
                            "use its IP address or localhost; to serve others, change `metrics: {listen: …}`");
                }));
        routes.route(
                request -> credentials != null
                        && !credentials.admit(request.requestHeaders().get("Authorization")),
                (request, response) ->
                        http.answer(request, response.header("WWW-Authenticate", "Basic realm=\"hayabashi\""), () -> {
                            throw new ApiException(
                                    UNAUTHORIZED,
                                    "this listener wants a token",
                                    "send `Authorization: Bearer TOKEN` with the token of `metrics: {token-file: …}`");
                        }));
        routes.route(
                request -> !isRead(request),
                (request, response) -> http.answer(request, response.header("Allow", "GET"), () -> {
                    throw new ApiException(
                            METHOD_NOT_ALLOWED,
                            "nothing can be changed here",
                            "changes go to the control socket: `hayabashi --help`");
                }));
        groups.forEach(group -> group.addTo(routes));
        routes.route(
                request -> true,
                (request, response) -> http.answer(request, response, () -> {
                    throw ApiException.notFound(
                            "there is nothing at " + request.uri(), "metrics are at /metrics, the API at /v1/status");
                }));
    }

    private static boolean isRead(HttpServerRequest request) {
        return request.method().equals(HttpMethod.GET);
    }

    @Override
    public void close() {
        loop.close(server);
    }
}
