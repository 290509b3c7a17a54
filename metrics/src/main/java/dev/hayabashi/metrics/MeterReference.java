package dev.hayabashi.metrics;

import java.util.stream.Collectors;

/** Writes {@code docs/metrics.md}. */
final class MeterReference {
    private MeterReference() {}

    static String markdown() {
        StringBuilder page = new StringBuilder();
        page.append("""
                # Metrics

                Served for Prometheus on `metrics.listen`, by default at <http://127.0.0.1:9475/metrics>. This page is made from
                `HayabashiMeter` and checked by a test.

                A scrape takes one sample of all bridges. Series of a port end when the port is removed. Counters start at 0
                with the daemon. Next to these there are the usual `jvm_`, `process_` and `system_` series.

                | name | type | labels | meaning |
                |---|---|---|---|
                """);
        for (HayabashiMeter meter : HayabashiMeter.values()) {
            page.append("| `")
                    .append(meter.seriesName())
                    .append("` | ")
                    .append(meter.prometheusType())
                    .append(" | ");
            page.append(meter.labels().stream()
                    .map(label -> "`" + label.asString() + "`")
                    .collect(Collectors.joining(" ")));
            page.append(" | ").append(meter.help()).append(" |\n");
        }
        page.append("\n| label | values |\n|---|---|\n");
        for (Label label : Label.values()) {
            page.append("| `")
                    .append(label.asString())
                    .append("` | ")
                    .append(label.meaning())
                    .append(" |\n");
        }
        return page.toString();
    }
}
