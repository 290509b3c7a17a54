package dev.hayabashi.daemon.control;

import dev.hayabashi.daemon.api.ApiException;
import dev.hayabashi.daemon.api.Fault;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
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
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.ObjectMapper;

/** Turns calls on the control thread into answers: JSON when they succeed, a {@link Fault} when they do not. */
public final class HttpAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(HttpAnswers.class);
    private static final int MAX_BODY_BYTES = 1 << 20;

    // Thread-safe, and dear to make.
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Scheduler scheduler;

    /**
     * @param controlThread where calls are made, one at a time
     */
    public HttpAnswers(Executor controlThread) {
        this.scheduler = Schedulers.fromExecutor(controlThread);
    }

    /** Makes what writes JSON ready to write. */
    public static void prepare() {
        JSON.writeValueAsString(new Fault("", ""));
    }

    /** The control thread. */
    Scheduler controlThread() {
        return scheduler;
    }

    String toJson(Object value) {
        return JSON.writeValueAsString(value);
    }

    /** Answers with what {@code call} returns, or with the fault that it throws. */
    public Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response, Callable<Object> call) {
        return Mono.fromCallable(call)
                .subscribeOn(scheduler)
                .map(result -> new Reply(HttpResponseStatus.OK.code(), result))
                .onErrorResume(e -> Mono.just(fault(request, e)))
                .flatMap(reply -> send(response, reply));
    }

    interface BodyCall {
        Object apply(String body);
    }

    Publisher<Void> answerBody(HttpServerRequest request, HttpServerResponse response, BodyCall call) {
        return body(request)
                .publishOn(scheduler)
                .map(text -> new Reply(HttpResponseStatus.OK.code(), call.apply(text)))
                .onErrorResume(e -> Mono.just(fault(request, e)))
                .flatMap(reply -> send(response, reply));
    }

    /** Collects a body of bounded size. */
    private static Mono<String> body(HttpServerRequest request) {
        return request.receive()
                .map(HttpAnswers::bytes)
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

    Mono<Void> send(HttpServerResponse response, Reply reply) {
        return response.status(reply.status())
                .header("Content-Type", "application/json")
                .sendString(Mono.just(JSON.writeValueAsString(reply.body()) + "\n"))
                .then();
    }

    Reply fault(HttpServerRequest request, Throwable thrown) {
        if (thrown instanceof ApiException e) {
            return new Reply(e.status(), e.fault());
        }
        LOG.error("{} {} failed", request.method(), request.uri(), thrown);
        return new Reply(
                HttpResponseStatus.INTERNAL_SERVER_ERROR.code(),
                new Fault("internal error: " + thrown, "this is a bug in hayabashi; the daemon's log has the details"));
    }

    static String path(HttpServerRequest request, String name) {
        String value = request.param(name);
        try {
            return value == null ? "" : QueryStringDecoder.decodeComponent(value);
        } catch (IllegalArgumentException e) {
            throw badEscape(value);
        }
    }

    static @Nullable String query(HttpServerRequest request, String name) {
        List<String> values = parameters(request).get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    static Map<String, List<String>> parameters(HttpServerRequest request) {
        try {
            return new QueryStringDecoder(request.uri()).parameters();
        } catch (IllegalArgumentException e) {
            throw badEscape(request.uri());
        }
    }

    private static ApiException badEscape(String text) {
        return ApiException.badRequest(
                "'" + text + "' has a '%' that is followed by no two hexadecimal digits",
                "write %25 for a percent sign");
    }

    record Reply(int status, Object body) {}
}
