package dev.hayabashi.cli;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes docs/json.md from the records that are printed: names and types by reflection, meanings from their Javadoc. */
final class JsonShapes {
    private static final Path SOURCES = Path.of("..", "daemon", "src", "main", "java");
    private static final Pattern PARAMETER = Pattern.compile("@param (\\w+) ((?:(?!@param).)*)", Pattern.DOTALL);

    private final StringBuilder out = new StringBuilder();
    private final Set<Class<?>> written = new LinkedHashSet<>();
    private final Deque<Class<?>> pending = new ArrayDeque<>();

    /**
     * What a command prints.
     *
     * @param command as it is typed
     * @param shape the record
     * @param list whether a list of them
     */
    record Printed(String command, Class<?> shape, boolean list) {}

    /** The page. */
    static String page(List<Printed> printed) throws IOException {
        JsonShapes shapes = new JsonShapes();
        shapes.write(printed);
        return shapes.out.toString();
    }

    private void write(List<Printed> printed) throws IOException {
        out.append("# JSON\n\n");
        out.append(
                "What `--json` prints, which is also what the control API answers. Names and types stay; fields may be added."
                        + " Values are lower-case words.\nA field that is marked ? is null where there is nothing to say. This page is"
                        + " made from the records and checked by a test.\n\n");
        out.append("| command | prints |\n|---|---|\n");
        for (Printed each : printed) {
            out.append("| `")
                    .append(each.command())
                    .append("` | ")
                    .append(each.list() ? "list of " : "")
                    .append(link(each.shape()))
                    .append(" |\n");
            pending.add(each.shape());
        }
        out.append("\nFaults of the API: `{\"fault_message\": …, \"hint\": …}` with a status of 400 and above.\n");
        while (!pending.isEmpty()) {
            Class<?> next = pending.poll();
            if (written.add(next)) {
                shape(next);
            }
        }
    }

    private void shape(Class<?> record) throws IOException {
        out.append("\n## ").append(title(record)).append("\n\n");
        Javadoc javadoc = Javadoc.of(record);
        out.append(javadoc.summary()).append("\n\n| field | type | meaning |\n|---|---|---|\n");
        for (RecordComponent component : record.getRecordComponents()) {
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            out.append("| `")
                    .append(component.getName())
                    .append("` | ")
                    .append(type(component.getGenericType()))
                    .append(nullable ? " ?" : "")
                    .append(" | ")
                    .append(javadoc.parameters().getOrDefault(component.getName(), ""))
                    .append(" |\n");
        }
    }

    private String type(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == Map.class
                    ? "object of " + type(arguments[1]) + " by name"
                    : "list of " + type(arguments[0]);
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isRecord()) {
            pending.add(plain);
            return link(plain);
        }
        if (plain == String.class) {
            return "text";
        }
        if (plain == boolean.class) {
            return "boolean";
        }
        return plain == Object.class ? "any" : "number";
    }

    private static String title(Class<?> record) {
        return record.getSimpleName().replaceFirst("View$", "");
    }

    private static String link(Class<?> record) {
        return "[" + title(record) + "](#" + title(record).toLowerCase(java.util.Locale.ROOT) + ")";
    }

    /** First sentences and parameters of a record's comment. */
    private record Javadoc(String summary, Map<String, String> parameters) {
        static Javadoc of(Class<?> record) throws IOException {
            Class<?> outer = record.getEnclosingClass() == null ? record : record.getEnclosingClass();
            String source = Files.readString(SOURCES.resolve(outer.getName().replace('.', '/') + ".java"));
            Matcher found = Pattern.compile(
                            "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*public record " + record.getSimpleName() + "\\(",
                            Pattern.DOTALL)
                    .matcher(source);
            if (!found.find()) {
                return new Javadoc("", Map.of());
            }
            String comment = plain(found.group(1));
            Map<String, String> parameters = new java.util.HashMap<>();
            Matcher parameter = PARAMETER.matcher(comment);
            while (parameter.find()) {
                parameters.put(parameter.group(1), parameter.group(2).strip());
            }
            int at = comment.indexOf("@param");
            return new Javadoc((at < 0 ? comment : comment.substring(0, at)).strip(), parameters);
        }

        private static String plain(String comment) {
            return comment.replaceAll("(?m)^\\s*\\*", "")
                    .replaceAll("\\{@code ([^}]*)}", "`$1`")
                    .replaceAll("\\{@link (?:[\\w.]*[.#])?(\\w+)}", "`$1`")
                    .replaceAll("\\s+", " ")
                    .replace("|", "\\|")
                    .strip();
        }
    }
}
