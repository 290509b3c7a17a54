package dev.hayabashi.daemon.page;

import dev.hayabashi.daemon.control.RouteGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRoutes;

/** Serves the files of the web page, and nothing else by any name. */
public final class PageRoutes implements RouteGroup {
    /** What a browser lets the page do: its own files, its own origin's JSON. */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String INDEX = "index.html";

    /** The files. */
    static final List<String> FILES = List.of(
            INDEX,
            "style.css",
            "logo.svg",
            "api.js",
            "app.js",
            "dom.js",
            "format.js",
            "model.js",
            "panels.js",
            "picture.js",
            "spark.js",
            "why.js");

    @Override
    public void addTo(HttpServerRoutes routes) {
        for (String name : FILES) {
            byte[] content = read(name);
            routes.get(
                    name.equals(INDEX) ? "/" : "/" + name,
                    (request, response) -> response.header("Content-Type", type(name))
                            .header("Content-Length", String.valueOf(content.length))
                            .header("Content-Security-Policy", POLICY)
                            .header("X-Content-Type-Options", "nosniff")
                            .header("Referrer-Policy", "no-referrer")
                            .header("Cross-Origin-Opener-Policy", "same-origin")
                            .header("Cross-Origin-Resource-Policy", "same-origin")
                            // A daemon of another version has other files under the same names.
                            .header("Cache-Control", "no-cache")
                            .sendByteArray(Mono.just(content)));
        }
    }

    /** Content of a file of the page. */
    static byte[] read(String name) {
        try (InputStream in = PageRoutes.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the file " + name + " of the web page is missing in the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.'))) {
            case ".html" -> "text/html; charset=utf-8";
            case ".css" -> "text/css; charset=utf-8";
            case ".js" -> "text/javascript; charset=utf-8";
            default -> "image/svg+xml";
        };
    }
}
