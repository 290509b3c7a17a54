package dev.hayabashi.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the text: a configuration or a refusal with a place inside the text, nothing else. */
class FuzzTest {
    private static final int RUNS = Integer.getInteger("hayabashi.fuzz.runs", 8000);
    private static final List<String> WORDS = List.of(
            "{",
            "}",
            "[",
            "]",
            ": ",
            "- ",
            ",",
            "\n",
            "  ",
            "\t",
            "'",
            "\"",
            "#",
            "&a",
            "*a",
            "!!str",
            "|",
            ">",
            "?",
            "---\n",
            "...\n",
            "%YAML 1.2\n",
            "null",
            "~",
            "true",
            "0x",
            "99999999999999999999",
            "-1",
            "1e9",
            ".inf",
            "\u0000",
            "\uFEFF",
            "\uD800",
            "😀",
            "\u2028",
            "\u0085",
            "\r",
            "name",
            "ports",
            "<<: ",
            "stp: off",
            "[[[[[[[[",
            "{{{{{{{{",
            "- - - - - -",
            "\\x",
            "\"\\ud800\"",
            "vm0",
            "mtu: ");

    @Test
    void mutatedDocumentsAreReadOrRefused() {
        int refused = 0;
        for (long seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            String text = mutate(ConfigWriter.write(new Gen(seed % 200).config()), random);
            refused += readOrRefuse(seed, text) ? 0 : 1;
        }
        // Both outcomes occur, or the mutation is too weak or too strong to test anything.
        assertThat(refused).isBetween(RUNS / 10, RUNS - RUNS / 100);
    }

    private static boolean readOrRefuse(long seed, String text) {
        try {
            ConfigReader.read("f.yaml", text);
            return true;
        } catch (ConfigException e) {
            long lines = text.chars()
                            .filter(c -> c == '\n' || c == '\r' || c == 0x85 || c == 0x2028)
                            .count()
                    + 1;
            for (Problem p : e.problems()) {
                assertThat(p.line()).as("seed %d: %s in\n%s", seed, p, text).isBetween(0, (int) lines);
                assertThat(p.message()).as("seed %d", seed).isNotBlank().doesNotContain("\n");
            }
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            return fail("seed " + seed + " in\n" + text, e);
        }
    }

    private static String mutate(String text, Random random) {
        StringBuilder s = new StringBuilder(text);
        for (int i = 0, n = 1 + random.nextInt(4); i < n; i++) {
            int at = random.nextInt(s.length() + 1);
            int to = Math.min(s.length(), at + random.nextInt(8));
            switch (random.nextInt(4)) {
                case 0 -> s.delete(at, to);
                case 1 -> s.insert(at, WORDS.get(random.nextInt(WORDS.size())));
                case 2 -> s.replace(at, to, WORDS.get(random.nextInt(WORDS.size())));
                default -> s.insert(at, s.substring(at, Math.min(s.length(), at + random.nextInt(60))));
            }
        }
        return s.toString();
    }

    /** Found by the test above: the scanner's buffer of 1024 characters ended inside a character of two. */
    @Test
    void charactersOfTwoHalvesMayStandAnywhere() throws ConfigException {
        for (int n = 0; n < 2100; n++) {
            ConfigReader.read("f", "#" + "x".repeat(n) + "😀😀\ncontrol: {group: lab}\n");
        }
    }

    @Test
    void deepNestingIsRefusedNotOverflowed() {
        for (String open : List.of("[", "{a: ", "- ", "? ")) {
            String text = open.repeat(100_000);
            assertThat(readOrRefuse(0, text)).as(open).isFalse();
        }
    }
}
