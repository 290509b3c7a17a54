package dev.hayabashi.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Inputs that are kept: named files, and those of {@code kept.hex}. */
final class Corpus {
    private static final String KEPT = "kept.hex";
    private static final Path HOME = Path.of("src/test/resources/corpus");

    /** A kept input longer than this says nothing that a shorter one does not, and makes the file unreadable. */
    private static final int MAX_KEPT_BYTES = 2048;

    private final Path directory;

    private Corpus(Path directory) {
        this.directory = directory;
    }

    /** The kept inputs of a target; the working directory is the module. */
    static Corpus of(String target) {
        return new Corpus(HOME.resolve(target));
    }

    /** Inputs with a name, by name. */
    Map<String, byte[]> named() throws IOException {
        Map<String, byte[]> named = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (!name.equals(KEPT)) {
                    named.put(name, Files.readAllBytes(file));
                }
            }
        }
        return named;
    }

    /** Inputs without a name. */
    List<byte[]> kept() throws IOException {
        Path file = directory.resolve(KEPT);
        if (!Files.exists(file)) {
            return List.of();
        }
        return Files.readAllLines(file).stream().map(HexFormat.of()::parseHex).toList();
    }

    /** Writes all inputs as files of a directory, the form that the fuzzer reads. */
    void unpack(Path into) throws IOException {
        Files.createDirectories(into);
        for (Map.Entry<String, byte[]> input : named().entrySet()) {
            Files.write(into.resolve(input.getKey()), input.getValue());
        }
        int number = 0;
        for (byte[] input : kept()) {
            Files.write(into.resolve("kept-" + number++), input);
        }
    }

    /** Makes the files of a directory the inputs without a name, shortest first. */
    void pack(Path from) throws IOException {
        List<byte[]> inputs = new ArrayList<>();
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                byte[] input = Files.readAllBytes(file);
                if (input.length <= MAX_KEPT_BYTES) {
                    inputs.add(input);
                }
            }
        }
        List<String> lines = inputs.stream()
                .map(HexFormat.of()::formatHex)
                .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
                .toList();
        Files.createDirectories(directory);
        Files.write(directory.resolve(KEPT), lines, StandardCharsets.US_ASCII);
    }

    /** {@code unpack TARGET DIRECTORY}, {@code pack TARGET DIRECTORY} or {@code list}, for {@code bench/fuzz}. */
    public static void main(String[] arguments) throws IOException {
        switch (arguments[0]) {
            case "unpack" -> of(arguments[1]).unpack(Path.of(arguments[2]));
            case "pack" -> of(arguments[1]).pack(Path.of(arguments[2]));
            case "list" ->
                Targets.ALL.forEach(
                        target -> System.out.println(target.name() + " " + target.className() + " " + target.what()));
            default -> throw new IllegalArgumentException("unpack, pack or list, not " + arguments[0]);
        }
    }
}
