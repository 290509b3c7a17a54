package dev.hayabashi.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyEventExecutorMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.concurrent.EventExecutor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The registry with everything in it. Thread-safe. */
public final class HayabashiMetrics implements AutoCloseable {
    /** What is served to who does not ask for anything else. */
    public static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private static final int EXPECTED_BYTES = 1 << 16;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final BridgeCollector bridges;
    private final JvmGcMetrics gc = new JvmGcMetrics();
    // The registry's gauges hold what they look at weakly.
    @SuppressWarnings({"unused", "UnusedVariable"})
    private List<EventExecutor> loops = List.of();

    /**
     * @param source asked once for each scrape
     * @param version version of the program
     */
    public HayabashiMetrics(SampleSource source, String version) {
        Gauge.builder(HayabashiMeter.BUILD_INFO.getName(), () -> 1)
                .description(HayabashiMeter.BUILD_INFO.help())
                .tag("version", version)
                .tag("java", Runtime.version().toString())
                .strongReference(true)
                .register(registry);
        new JvmMemoryMetrics().bindTo(registry);
        gc.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        bridges = new BridgeCollector(source);
    }

    /** Adds the memory of Netty. */
    public void bindNetty(ByteBufAllocatorMetricProvider allocator) {
        new NettyAllocatorMetrics(allocator).bindTo(registry);
    }

    /** Adds what the event loops have to do; all at once, as their number is a meter too. */
    public void bindLoops(List<EventExecutor> loops) {
        this.loops = loops;
        new NettyEventExecutorMetrics(loops).bindTo(registry);
    }

    /** A scrape. */
    public byte[] scrape() {
        Families families = bridges.collect();
        ByteArrayOutputStream out = new ByteArrayOutputStream(families.size() + EXPECTED_BYTES);
        families.writeTo(out);
        try {
            registry.scrape(out, TEXT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }

    /** Reference of all meters, Markdown. */
    public static String reference() {
        return MeterReference.markdown();
    }

    static @Nullable HayabashiMeter find(String family) {
        for (HayabashiMeter meter : HayabashiMeter.values()) {
            if (meter.family().equals(family) || meter.seriesName().equals(family)) {
                return meter;
            }
        }
        return null;
    }
}
