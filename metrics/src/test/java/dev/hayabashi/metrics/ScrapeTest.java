package dev.hayabashi.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.bridgecore.DropReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ScrapeTest {
    private static final Pattern TYPE = Pattern.compile("# TYPE (hayabashi_\\S+) (\\S+)");
    private static final Pattern SERIES = Pattern.compile("(hayabashi_[a-z_]+)\\{([^}]*)} \\S+");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

    private List<BridgeSample> sample = Samples.ofPorts(2);
    private int samples;

    @Test
    void aScrapeHasEveryDocumentedFamilyAndNoOther() {
        List<String> lines = scrape();
        Set<String> served = lines.stream()
                .map(TYPE::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1) + " " + matcher.group(2))
                .collect(Collectors.toSet());
        assertThat(served)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(HayabashiMeter.values())
                        .map(meter -> meter.seriesName() + " " + meter.prometheusType())
                        .toList());
    }

    @Test
    void everySeriesHasItsDocumentedLabels() {
        for (String line : scrape()) {
            Matcher series = SERIES.matcher(line);
            if (!series.matches() || series.group(1).endsWith("_bucket")) {
                continue;
            }
            HayabashiMeter meter = HayabashiMetrics.find(series.group(1).replaceFirst("_(sum|count)$", ""));
            assertThat(meter).as(line).isNotNull();
            List<String> names = new ArrayList<>();
            LABEL.matcher(series.group(2)).results().forEach(label -> names.add(label.group(1)));
            assertThat(names)
                    .as(line)
                    .containsExactlyInAnyOrderElementsOf(
                            meter.labels().stream().map(Label::asString).toList());
        }
    }

    @Test
    void aStateSetIsOneForTheStateAndZeroForTheOthers() {
        assertThat(scrape())
                .contains(
                        "hayabashi_port_state{bridge=\"haya0\",port=\"vm1\",state=\"forwarding\"} 1",
                        "hayabashi_port_state{bridge=\"haya0\",port=\"vm1\",state=\"discarding\"} 0",
                        "hayabashi_port_state{bridge=\"haya0\",port=\"vm2\",state=\"disabled\"} 0",
                        "hayabashi_port_drops_total{bridge=\"haya0\",port=\"vm1\",reason=\"group_source\"} 1",
                        "hayabashi_first_frame_lost_total{bridge=\"haya0\",port=\"vm1\"} 1",
                        "hayabashi_port_up_to_forwarding_seconds_bucket{bridge=\"haya0\",le=\"1.0\"} 3",
                        "hayabashi_port_up_to_forwarding_seconds_count{bridge=\"haya0\"} 4",
                        "hayabashi_port_bytes_total{bridge=\"haya0\",port=\"vm2\",direction=\"in\"} 60");
    }

    @Test
    void everyDropReasonHasItsSeriesOnTheBridgeFromTheStart() {
        assertThat(scrape().stream().filter(line -> line.startsWith("hayabashi_drops_total")))
                .hasSize(DropReason.count());
    }

    @Test
    void seriesOfAPortThatIsGoneAreGone() {
        HayabashiMetrics metrics = metrics();
        assertThat(text(metrics)).contains("port=\"vm2\"");
        sample = Samples.ofPorts(1);
        assertThat(text(metrics)).doesNotContain("port=\"vm2\"").contains("port=\"vm1\"");
        metrics.close();
    }

    @Test
    void aScrapeTakesOneSample() {
        try (HayabashiMetrics metrics = metrics()) {
            int before = samples;
            metrics.scrape();
            assertThat(samples - before).isEqualTo(1);
        }
    }

    /** promtool is in the Debian package prometheus. */
    @Test
    void promtoolFindsNothingWrong() throws IOException, InterruptedException {
        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectErrorStream(true)
                .start();
        promtool.getOutputStream()
                .write(String.join("\n", scrape()).concat("\n").getBytes(StandardCharsets.UTF_8));
        promtool.getOutputStream().close();
        String complaints = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("hayabashi"))
                .collect(Collectors.joining("\n"));
        assertThat(promtool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(complaints).isEmpty();
    }

    private HayabashiMetrics metrics() {
        return new HayabashiMetrics(
                () -> {
                    samples++;
                    return sample;
                },
                "1.2.3");
    }

    private List<String> scrape() {
        try (HayabashiMetrics metrics = metrics()) {
            return text(metrics).lines().toList();
        }
    }

    private static String text(HayabashiMetrics metrics) {
        return new String(metrics.scrape(), StandardCharsets.UTF_8);
    }
}
