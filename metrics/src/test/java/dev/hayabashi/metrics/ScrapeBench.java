package dev.hayabashi.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a scrape of a thousand ports costs: written from a sample, and held by a Micrometer registry as a meter for each series.
 * Prints milliseconds of processor time, which other programs on the machine do not disturb; see bench/README.md.
 */
final class ScrapeBench {
    private static final int PORTS = 1000;
    private static final int ROUNDS = 40;
    private static final Pattern SERIES = Pattern.compile("(hayabashi_port_[a-z_]+)\\{([^}]*)} (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

    private ScrapeBench() {}

    private interface Scrape {
        byte[] run() throws IOException;
    }

    public static void main(String[] arguments) throws IOException {
        List<BridgeSample> sample = Samples.ofPorts(PORTS);
        try (HayabashiMetrics ours = new HayabashiMetrics(() -> sample, "bench")) {
            byte[] text = ours.scrape();
            report("written from a sample", ours::scrape);
            long heldBefore = used();
            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            long series = meters(registry, new String(text, StandardCharsets.UTF_8));
            report("a meter for each series", () -> {
                ByteArrayOutputStream out = new ByteArrayOutputStream(text.length);
                registry.scrape(out);
                return out.toByteArray();
            });
            System.out.printf(
                    Locale.ROOT,
                    "%d ports, %d series; the registry holds %.1f MB%n",
                    PORTS,
                    series,
                    (used() - heldBefore) / 1e6);
        }
    }

    private static long meters(PrometheusMeterRegistry registry, String text) {
        long count = 0;
        Matcher series = SERIES.matcher(text);
        while (series.find()) {
            String name = series.group(1);
            double value = Double.parseDouble(series.group(3));
            Gauge.Builder<?> gauge = Gauge.builder(name, () -> value).strongReference(true);
            Matcher label = LABEL.matcher(series.group(2));
            while (label.find()) {
                gauge.tag(label.group(1), label.group(2));
            }
            gauge.register(registry);
            count++;
        }
        return count;
    }

    private static void report(String what, Scrape scrape) throws IOException {
        double[] millis = new double[ROUNDS];
        int bytes = 0;
        for (int i = 0; i < ROUNDS; i++) {
            long begun = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            bytes = scrape.run().length;
            millis[i] = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begun) / 1e6;
        }
        double first = millis[0];
        Arrays.sort(millis);
        System.out.printf(
                Locale.ROOT,
                "%-24s median %.1f ms, worst %.1f ms, first %.1f ms, %.1f MB of text%n",
                what,
                millis[ROUNDS / 2],
                millis[ROUNDS - 1],
                first,
                bytes / 1e6);
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
