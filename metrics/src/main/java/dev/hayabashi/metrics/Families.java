package dev.hayabashi.metrics;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/**
 * Writes the series of one scrape in Prometheus' text format 0.0.4, family by family.
 *
 * <p>A thousand ports have some forty thousand series. Labels come here as bytes that were made once for each port, so that a
 * scrape is copying bytes and writing numbers; objects for each series, sorted and rendered by a library, cost ten times as
 * much.
 */
final class Families {
    private final Map<HayabashiMeter, ByteArrayOutputStream> families = new EnumMap<>(HayabashiMeter.class);
    private final byte[] digits = new byte[20];

    void add(HayabashiMeter meter, byte[] labels, long value) {
        ByteArrayOutputStream out = family(meter);
        out.writeBytes(meter.seriesBytes());
        out.writeBytes(labels);
        write(out, value);
    }

    void add(HayabashiMeter meter, byte[] labels, double value) {
        ByteArrayOutputStream out = family(meter);
        out.writeBytes(meter.seriesBytes());
        out.writeBytes(labels);
        out.writeBytes((Double.toString(value) + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    void add(HayabashiMeter meter, byte[] labels, boolean value) {
        add(meter, labels, value ? 1L : 0L);
    }

    void add(HayabashiMeter meter, LabelSet labels, BridgeSample.HistogramSample histogram) {
        ByteArrayOutputStream out = family(meter);
        byte[] name = meter.seriesBytes();
        long cumulated = 0;
        for (int i = 0; i < histogram.counts().length; i++) {
            cumulated += histogram.counts()[i];
            String bound = i < histogram.boundsSeconds().length
                    ? Double.toString(histogram.boundsSeconds()[i])
                    : "+Inf";
            out.writeBytes(name);
            out.writeBytes("_bucket".getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(labels.with("le", bound).bytes());
            write(out, cumulated);
        }
        out.writeBytes(name);
        out.writeBytes("_sum".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(labels.bytes());
        out.writeBytes((Double.toString(histogram.sumSeconds()) + "\n").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(name);
        out.writeBytes("_count".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(labels.bytes());
        write(out, cumulated);
    }

    /** All families in their order; those without a series have at least their name and type. */
    void writeTo(ByteArrayOutputStream out) {
        for (HayabashiMeter meter : HayabashiMeter.values()) {
            if (!meter.isRegistered()) {
                out.writeBytes(family(meter).toByteArray());
            }
        }
    }

    int size() {
        return families.values().stream().mapToInt(ByteArrayOutputStream::size).sum();
    }

    private ByteArrayOutputStream family(HayabashiMeter meter) {
        ByteArrayOutputStream present = families.get(meter);
        if (present != null) {
            return present;
        }
        ByteArrayOutputStream begun = new ByteArrayOutputStream();
        String head = "# HELP " + meter.seriesName() + " " + meter.help() + "\n# TYPE " + meter.seriesName() + " "
                + meter.prometheusType() + "\n";
        begun.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        families.put(meter, begun);
        return begun;
    }

    private void write(ByteArrayOutputStream out, long value) {
        if (value < 0) {
            out.writeBytes((value + "\n").getBytes(StandardCharsets.US_ASCII));
            return;
        }
        int at = digits.length;
        digits[--at] = '\n';
        long rest = value;
        do {
            digits[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest != 0);
        out.write(digits, at, digits.length - at);
    }
}
