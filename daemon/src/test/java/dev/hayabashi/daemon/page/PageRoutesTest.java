package dev.hayabashi.daemon.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class PageRoutesTest {
    private static final Pattern REFERENCE =
            Pattern.compile("(?:from '\\./|(?:href|src)=\")([a-z]+\\.(?:js|css|svg))[\"']");

    @SuppressWarnings("UnusedVariable") // the source of the parameter
    static final java.util.List<String> FILES = PageRoutes.FILES;

    private static String text(String file) {
        return new String(PageRoutes.read(file), StandardCharsets.UTF_8);
    }

    @Test
    void whatTheFilesNameIsServedAndNothingIsServedInVain() {
        Set<String> named = new TreeSet<>(Set.of("index.html"));
        for (String file : PageRoutes.FILES) {
            Matcher reference = REFERENCE.matcher(text(file));
            while (reference.find()) {
                named.add(reference.group(1));
            }
        }
        assertThat(PageRoutes.FILES).containsExactlyInAnyOrderElementsOf(named);
    }

    @ParameterizedTest
    @FieldSource("FILES")
    void nothingComesFromElsewhereAndNothingIsParsed(String file) {
        assertThat(text(file).replace("http://www.w3.org/2000/svg", ""))
                .as(
                        "no other origin, no inline code, no markup in strings: the policy would refuse it, guests could use it")
                .doesNotContain("http://", "https://", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write")
                .doesNotContainPattern("<script(?! type=\"module\" src=)")
                .doesNotContainPattern(" style=| on[a-z]+=\"|<style");
    }

    @Test
    void pageIsSmall() {
        int bytes = PageRoutes.FILES.stream()
                .mapToInt(file -> PageRoutes.read(file).length)
                .sum();
        assertThat(bytes).as("bytes of the whole page").isLessThan(80_000);
    }
}
