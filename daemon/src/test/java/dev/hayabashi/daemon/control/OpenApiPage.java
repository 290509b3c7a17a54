package dev.hayabashi.daemon.control;

import dev.hayabashi.daemon.api.ConfigView;
import dev.hayabashi.daemon.api.EventsView;
import dev.hayabashi.daemon.api.Fault;
import dev.hayabashi.daemon.api.FdbView;
import dev.hayabashi.daemon.api.GroupsView;
import dev.hayabashi.daemon.api.LeaseView;
import dev.hayabashi.daemon.api.PlanView;
import dev.hayabashi.daemon.api.PortView;
import dev.hayabashi.daemon.api.StatusView;
import dev.hayabashi.daemon.api.StpView;
import dev.hayabashi.daemon.api.TraceView;
import dev.hayabashi.daemon.api.WhyView;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes {@code docs/openapi.yaml}: what can be asked is listed here, what is answered is read off the records. */
final class OpenApiPage {
    /** Something that can be asked. */
    private record Operation(
            String method,
            String path,
            String summary,
            @Nullable String body,
            String mediaType,
            @Nullable Class<?> answer,
            boolean list,
            List<String> query) {}

    private static final String PORT = "a port as it stands under `ports` of a configuration file, YAML or JSON";
    private static final String CONFIG = "a whole configuration file, YAML or JSON";

    private final List<Operation> operations = new ArrayList<>();
    private final Map<String, String> schemas = new TreeMap<>();

    private OpenApiPage() {
        json("get", "/v1/status", "The daemon with its bridges and ports", null, StatusView.class, false);
        json("get", "/v1/ports", "All ports", null, PortView.class, true, "bridge");
        json("post", "/v1/ports", "Adds a port", PORT, PortView.class, false, "bridge");
        json("get", "/v1/ports/{port}", "A port", null, PortView.class, false, "bridge");
        json(
                "put",
                "/v1/ports/{port}",
                "Makes a port be so, whether it exists or not",
                PORT,
                PortView.class,
                false,
                "bridge");
        json(
                "patch",
                "/v1/ports/{port}",
                "Changes the keys that are named; null is the default",
                PORT,
                PortView.class,
                false,
                "bridge");
        json(
                "delete",
                "/v1/ports/{port}",
                "Removes a port and what was made for it",
                null,
                PortView.class,
                false,
                "bridge");
        json(
                "post",
                "/v1/ports/{port}/mcheck",
                "Has a port find out anew what its neighbour speaks",
                null,
                PortView.class,
                false,
                "bridge");
        json(
                "post",
                "/v1/ports/{port}/clear-errdisable",
                "Opens a port that BPDU guard has shut",
                null,
                PortView.class,
                false,
                "bridge");
        json("get", "/v1/stp", "The spanning trees", null, StpView.class, true, "bridge");
        json(
                "patch",
                "/v1/stp",
                "Changes keys of `stp`, all together",
                "keys of `stp`",
                StpView.class,
                false,
                "bridge");
        json(
                "post",
                "/v1/stp/clear-counters",
                "Sets counters of the spanning tree to 0",
                null,
                StpView.class,
                true,
                "bridge",
                "port");
        json("get", "/v1/fdb", "The MAC tables", null, FdbView.class, true, "bridge", "port");
        json("delete", "/v1/fdb", "Forgets learned addresses", null, null, false, "bridge", "port");
        json("get", "/v1/groups", "Multicast groups and who has joined them", null, GroupsView.class, true, "bridge");
        json("get", "/v1/leases", "Active DHCP leases", null, LeaseView.class, true, "bridge");
        json("delete", "/v1/leases/{address}", "Ends a lease", null, LeaseView.class, false, "bridge");
        json("get", "/v1/config", "What runs, as a configuration file", null, ConfigView.class, false);
        json("put", "/v1/config", "Makes what runs be so, all or nothing", CONFIG, PlanView.class, false, "source");
        json("post", "/v1/plan", "Says what a configuration would change", CONFIG, PlanView.class, false, "source");
        json(
                "get",
                "/v1/why/{subject}",
                "What happened to frames of a port, MAC or IP address",
                null,
                WhyView.class,
                false,
                "bridge");
        json(
                "get",
                "/v1/events",
                "Events; as a stream where `text/event-stream` is accepted, resumed by `Last-Event-ID`",
                null,
                EventsView.class,
                false,
                "after",
                "limit");
        json(
                "post",
                "/v1/trace",
                "Walks a made-up frame",
                "`in`, `src`, `dst` and more of a frame",
                TraceView.class,
                false,
                "bridge");
        stream(
                "/v1/trace/live",
                "The ways of the next frames of a station, one JSON object a line",
                "application/x-ndjson",
                "bridge",
                "mac",
                "frames");
        stream(
                "/v1/capture",
                "Frames with their verdicts",
                "application/x-pcapng",
                "bridge",
                "port",
                "filter",
                "drops",
                "packets",
                "snaplen");
    }

    private void json(
            String method,
            String path,
            String summary,
            @Nullable String body,
            @Nullable Class<?> answer,
            boolean list,
            String... query) {
        operations.add(new Operation(method, path, summary, body, "application/json", answer, list, List.of(query)));
    }

    private void stream(String path, String summary, String mediaType, String... query) {
        operations.add(new Operation("get", path, summary, null, mediaType, null, false, List.of(query)));
    }

    /** {@code get /v1/status} and so on. */
    static List<String> operationNames() {
        return new OpenApiPage()
                .operations.stream()
                        .map(operation -> operation.method() + " " + operation.path())
                        .toList();
    }

    static String yaml() {
        return new OpenApiPage().write();
    }

    private String write() {
        StringBuilder page = new StringBuilder("""
            # Made from the API's records and checked against a running daemon by tests. Do not edit.
            openapi: 3.1.0
            info:
              title: Hayabashi control API
              version: "1"
              description: >-
                HTTP with JSON on the unix socket /run/hayabashi/hayabashi.sock. GET of all but captures and traces is also
                served on `metrics.listen`. A bridge that is not named means the only one, or all where several will do.
                Bodies are at most 1 MiB.
            servers:
              - url: http://hayabashi
            paths:
            """);
        Map<String, List<Operation>> byPath = new LinkedHashMap<>();
        operations.forEach(operation -> byPath.computeIfAbsent(operation.path(), path -> new ArrayList<>())
                .add(operation));
        byPath.forEach((path, all) -> {
            page.append("  ").append(path).append(":\n");
            all.forEach(operation -> operation(page, operation));
        });
        schema(Fault.class);
        page.append("components:\n  schemas:\n");
        schemas.values().forEach(page::append);
        return page.toString();
    }

    private void operation(StringBuilder page, Operation operation) {
        page.append("    ").append(operation.method()).append(":\n");
        page.append("      summary: ").append(quoted(operation.summary())).append('\n');
        parameters(page, operation);
        if (operation.body() != null) {
            page.append("      requestBody:\n        required: true\n        description: ")
                    .append(quoted(operation.body()))
                    .append("\n        content: {application/json: {schema: {type: object}}}\n");
        }
        page.append("      responses:\n        \"200\":\n          description: done\n          content: {")
                .append(operation.mediaType())
                .append(": {schema: ")
                .append(answer(operation))
                .append("}}\n");
        page.append("        4XX:\n          description: the client can mend it\n          content: {application/json:"
                + " {schema: {$ref: \"#/components/schemas/Fault\"}}}\n");
    }

    private String answer(Operation operation) {
        if (operation.answer() == null) {
            return operation.mediaType().equals("application/json") ? "{type: object}" : "{type: string}";
        }
        String reference = schema(operation.answer());
        return operation.list() ? "{type: array, items: " + reference + "}" : reference;
    }

    private static void parameters(StringBuilder page, Operation operation) {
        List<String> lines = new ArrayList<>();
        int open = operation.path().indexOf('{');
        if (open >= 0) {
            String name = operation.path().substring(open + 1, operation.path().indexOf('}'));
            lines.add("{name: " + name + ", in: path, required: true, schema: {type: string}}");
        }
        operation.query().forEach(name -> lines.add("{name: " + name + ", in: query, schema: {type: string}}"));
        if (!lines.isEmpty()) {
            page.append("      parameters:\n");
            lines.forEach(line -> page.append("        - ").append(line).append('\n'));
        }
    }

    /** Notes the schema of a record and returns a reference to it. */
    private String schema(Class<?> type) {
        String name = type.getSimpleName().replaceFirst("View$", "");
        if (!schemas.containsKey(name)) {
            schemas.put(name, "");
            StringBuilder text = new StringBuilder("    ").append(name).append(":\n      type: object\n");
            text.append("      additionalProperties: false\n      required: [");
            RecordComponent[] components = type.getRecordComponents();
            List<String> names = new ArrayList<>();
            for (RecordComponent component : components) {
                names.add(json(component.getName()));
            }
            text.append(String.join(", ", names)).append("]\n      properties:\n");
            for (RecordComponent component : components) {
                text.append("        ")
                        .append(json(component.getName()))
                        .append(": ")
                        .append(of(component.getGenericType(), isNullable(component)))
                        .append('\n');
            }
            schemas.put(name, text.toString());
        }
        return "{$ref: \"#/components/schemas/" + name + "\"}";
    }

    /** Faults have the one name that is not in camel case. */
    private static String json(String component) {
        return component.equals("faultMessage") ? "fault_message" : component;
    }

    private static boolean isNullable(RecordComponent component) {
        AnnotatedType type = component.getAnnotatedType();
        return type.isAnnotationPresent(Nullable.class);
    }

    private String of(Type type, boolean nullable) {
        if (type instanceof ParameterizedType generic) {
            Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            return generic.getRawType() == List.class
                    ? "{type: array, items: " + of(last, false) + "}"
                    : "{type: object, additionalProperties: " + of(last, false) + "}";
        }
        String primitive = primitive(type);
        if (primitive != null) {
            return "{type: " + (nullable ? "[" + primitive + ", \"null\"]" : primitive) + "}";
        }
        if (type == Object.class) {
            return "{}";
        }
        String reference = schema((Class<?>) type);
        return nullable ? "{anyOf: [" + reference + ", {type: \"null\"}]}" : reference;
    }

    private static @Nullable String primitive(Type type) {
        if (type == String.class) {
            return "string";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "boolean";
        }
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return "integer";
        }
        return type == double.class || type == Double.class ? "number" : null;
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\"", "\\\"") + "\"";
    }
}
