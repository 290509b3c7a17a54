import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Compiles each mutant of list.txt alone, in front of the healthy classes, and runs the tests until one of them fails. */
public final class Mutants {
    private static final Path MODULE = Path.of(System.getProperty("module"));
    private static final Path SOURCES = MODULE.resolve("src/main/java/dev/hayabashi/stp");
    private static final Path CLASSES = MODULE.resolve("target/classes");
    private static final Path TESTS = MODULE.resolve("target/test-classes");
    /** They look at much and take long: last. */
    private static final List<String> SLOW = List.of("RandomNetworkTest", "RandomSequenceTest", "SoakTest");

    private static final long TIMEOUT_SECONDS = 180;
    private static final PrintStream OUT = System.out;

    private record Mutant(String name, String file, String before, String after) {}

    public static void main(String[] names) throws Exception {
        List<Mutant> mutants = read(MODULE.resolve("mutants/list.txt"));
        if (names.length > 0) {
            mutants.removeIf(m -> Arrays.stream(names).noneMatch(m.name()::startsWith));
        }
        // Tests print; here only the verdicts matter.
        System.setOut(new PrintStream(new ByteArrayOutputStream()));
        if (names.length == 0) {
            String broken = firstFailure(CLASSES);
            if (!broken.isEmpty()) {
                OUT.println("the tests fail without any mutant: " + broken);
                System.exit(2);
            }
        }
        int survivors = 0;
        for (Mutant mutant : mutants) {
            Path classes = Files.createTempDirectory("mutant");
            compile(mutant, classes);
            String noticed = firstFailure(classes);
            survivors += noticed.isEmpty() ? 1 : 0;
            OUT.printf("%-44s %s%n", mutant.name(), noticed.isEmpty() ? "SURVIVED" : noticed);
            OUT.flush();
            delete(classes);
        }
        OUT.printf("%d mutants, %d noticed, %d survived%n", mutants.size(), mutants.size() - survivors, survivors);
        System.exit(survivors == 0 ? 0 : 1);
    }

    /** Blocks of "name File", "- before" and "+ after" lines; the lines of each are joined with newlines. */
    private static List<Mutant> read(Path list) throws Exception {
        List<Mutant> mutants = new ArrayList<>();
        for (String block : Files.readString(list).split("\n\\s*\n")) {
            List<String> lines =
                    block.lines().filter(line -> !line.startsWith("#")).toList();
            if (lines.isEmpty()) {
                continue;
            }
            String[] head = lines.get(0).split(" ");
            Mutant mutant = new Mutant(head[0], head[1] + ".java", part(lines, "- "), part(lines, "+ "));
            String source = Files.readString(SOURCES.resolve(mutant.file()));
            int first = source.indexOf(mutant.before());
            if (mutant.before().isEmpty() || first < 0 || source.indexOf(mutant.before(), first + 1) >= 0) {
                throw new IllegalArgumentException(
                        mutant.name() + ": not exactly once in " + mutant.file() + ": " + mutant.before());
            }
            mutants.add(mutant);
        }
        return mutants;
    }

    private static String part(List<String> lines, String mark) {
        return String.join(
                "\n",
                lines.stream()
                        .skip(1)
                        .filter(line -> line.startsWith(mark.strip()))
                        .map(line -> line.length() < 2 ? "" : line.substring(2))
                        .toList());
    }

    private static void compile(Mutant mutant, Path out) throws Exception {
        Path source = out.resolve(mutant.file());
        Files.writeString(
                source,
                Files.readString(SOURCES.resolve(mutant.file())).replace(mutant.before(), mutant.after()));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int status = compiler.run(
                null,
                errors,
                errors,
                "-nowarn",
                "-proc:none",
                "--release",
                "17",
                "-d",
                out.toString(),
                "-cp",
                CLASSES + ":" + System.getProperty("java.class.path"),
                source.toString());
        if (status != 0) {
            throw new IllegalStateException(mutant.name() + " does not compile: " + errors);
        }
    }

    /** The first test that fails with {@code front} in front of the healthy classes; nothing when all pass. */
    private static String firstFailure(Path front) throws Exception {
        URL[] path = {front.toUri().toURL(), CLASSES.toUri().toURL(), TESTS.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(path, Mutants.class.getClassLoader())) {
            ExecutorService worker = Executors.newSingleThreadExecutor(r -> {
                Thread thread = new Thread(r);
                thread.setContextClassLoader(loader);
                thread.setDaemon(true);
                return thread;
            });
            for (String test : tests()) {
                Future<String> run = worker.submit(() -> run(test));
                try {
                    String failure = run.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
                    if (!failure.isEmpty()) {
                        return failure;
                    }
                } catch (TimeoutException e) {
                    return test + " does not end";
                } catch (Exception e) {
                    return test + ": " + e.getCause();
                }
            }
            return "";
        }
    }

    private static List<String> tests() throws Exception {
        try (Stream<Path> files = Files.walk(TESTS)) {
            return files.map(file -> TESTS.relativize(file).toString())
                    .filter(file -> file.endsWith("Test.class"))
                    .map(file -> file.replace(".class", "").replace('/', '.'))
                    .sorted(Comparator.comparingInt((String name) ->
                                    SLOW.indexOf(name.substring(name.lastIndexOf('.') + 1)))
                            .thenComparing(name -> name))
                    .toList();
        }
    }

    private static String run(String test) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(test))
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        Launcher launcher = LauncherFactory.create();
        launcher.execute(request, listener);
        return listener.getSummary().getFailures().stream()
                .findFirst()
                .map(f -> test.substring(test.lastIndexOf('.') + 1) + "."
                        + f.getTestIdentifier().getDisplayName())
                .orElse("");
    }

    private static void delete(Path directory) throws Exception {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
