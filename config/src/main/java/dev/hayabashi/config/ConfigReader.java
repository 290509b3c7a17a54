package dev.hayabashi.config;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads configuration files and the parts of them that the control API takes. YAML, hence JSON too. */
public final class ConfigReader {
    private ConfigReader() {}

    /**
     * Reads a file.
     *
     * @throws ConfigException if it cannot be read or anything in it is wrong
     */
    public static HayabashiConfig read(Path file) throws ConfigException {
        return read(file.toString(), text(file));
    }

    /**
     * Reads a document.
     *
     * @param name what messages call the document
     * @param text the document
     * @throws ConfigException if anything in it is wrong
     */
    public static HayabashiConfig read(String name, String text) throws ConfigException {
        Problems problems = new Problems(name);
        Optional<Node> root = YamlTree.parse(text, problems);
        HayabashiConfig config = root.map(r -> new FileReader(problems).read(r)).orElse(HayabashiConfig.DEFAULT);
        problems.throwIfAny();
        return config;
    }

    /**
     * Reads a document to its end; the reader is not closed.
     *
     * @throws ConfigException if anything in it is wrong
     * @throws UncheckedIOException if the reader fails
     */
    public static HayabashiConfig read(String name, Reader reader) throws ConfigException {
        try {
            StringWriter text = new StringWriter();
            char[] chunk = new char[8192];
            for (int n = reader.read(chunk); n >= 0; n = reader.read(chunk)) {
                text.write(chunk, 0, n);
                if (text.getBuffer().length() > YamlTree.MAX_CHARS) {
                    break; // the parser will refuse it; no need to read an endless stream
                }
            }
            return read(name, text.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads one port as it would stand in {@code ports}.
     *
     * @param source what messages call the document, for example {@code request}
     * @throws ConfigException if anything in it is wrong; rules that need the whole bridge are for
     *     {@link #check(String, HayabashiConfig)}
     */
    public static PortConfig readPort(String source, String text) throws ConfigException {
        return port(source, text, null);
    }

    /**
     * Changes a port: keys that the document has are replaced, keys whose value is {@code null} return to their default,
     * the others stay.
     *
     * @throws ConfigException if anything in it is wrong, or contradicts what stays
     */
    public static PortConfig patchPort(String source, String text, PortConfig port) throws ConfigException {
        return port(source, text, port);
    }

    /**
     * Changes the spanning tree of a bridge in the same way. The three times are checked together, so that one request
     * can move from one legal set to another.
     *
     * @throws ConfigException if anything in it is wrong, or contradicts what stays
     */
    public static StpConfig patchStp(String source, String text, StpConfig stp) throws ConfigException {
        Problems problems = new Problems(source);
        Node root = YamlTree.parse(text, problems).orElse(new Node.Mapping(Position.START, List.of()));
        StpConfig changed =
                StpReader.read(new Fields<>(Keys.STP, StpReader.expand(root), true, problems), stp, problems);
        problems.throwIfAny();
        return changed;
    }

    /**
     * Checks the rules that concern several ports or bridges, for a configuration that was put together in parts.
     *
     * @throws ConfigException if names, port numbers or static addresses clash
     */
    public static void check(String source, HayabashiConfig config) throws ConfigException {
        Problems problems = new Problems(source);
        new CrossChecks(problems, new IdentityHashMap<>()).run(config.bridges());
        problems.throwIfAny();
    }

    private static PortConfig port(String source, String text, @Nullable PortConfig from) throws ConfigException {
        Problems problems = new Problems(source);
        Node root = YamlTree.parse(text, problems).orElse(new Node.Mapping(Position.START, List.of()));
        problems.throwIfAny();
        PortConfig port = PortReader.read(new Fields<>(PortKeys.SECTION, root, from != null, problems), from, problems);
        problems.throwIfAny();
        return port;
    }

    /**
     * The text of a UTF-8 file.
     *
     * @throws ConfigException if it cannot be read or is no text
     */
    public static String text(Path file) throws ConfigException {
        Problems problems = new Problems(file.toString());
        try {
            if (Files.isDirectory(file)) {
                problems.add(Position.NONE, "this is a directory", "name a file");
            } else if (Files.isRegularFile(file) && Files.size(file) > 4L * YamlTree.MAX_CHARS) {
                problems.add(Position.NONE, "this file has " + Files.size(file) + " bytes", "is it the right one?");
            } else {
                return decode(Files.readAllBytes(file), problems);
            }
        } catch (NoSuchFileException e) {
            problems.add(Position.NONE, "there is no such file");
        } catch (AccessDeniedException e) {
            problems.add(Position.NONE, "this file may not be read", "check its permissions");
        } catch (IOException e) {
            problems.add(Position.NONE, "this file cannot be read: " + e.getMessage());
        }
        throw problems.exception();
    }

    private static String decode(byte[] bytes, Problems problems) throws ConfigException {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            return decoder.decode(in).toString();
        } catch (CharacterCodingException e) {
            String good = new String(bytes, 0, in.position(), StandardCharsets.UTF_8);
            int line = (int) good.chars().filter(c -> c == '\n').count() + 1;
            String last = good.substring(good.lastIndexOf('\n') + 1);
            problems.add(
                    new Position(line, last.codePointCount(0, last.length()) + 1),
                    "this is not UTF-8 text",
                    "save the file as UTF-8");
            throw problems.exception();
        }
    }
}
