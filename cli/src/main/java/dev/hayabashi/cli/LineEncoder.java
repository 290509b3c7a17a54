package dev.hayabashi.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;

/** {@code 12:34:56.789 INFO  Daemon: message}, and the stack trace if there is one. */
final class LineEncoder extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};
    private static final int LEVEL_WIDTH = 5;

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder();
        time(line, LocalTime.ofInstant(Instant.ofEpochMilli(event.getTimeStamp()), ZoneId.systemDefault()));
        String level = event.getLevel().toString();
        line.append(' ').append(level).append(" ".repeat(Math.max(0, LEVEL_WIDTH - level.length())));
        String name = event.getLoggerName();
        line.append(' ').append(name, name.lastIndexOf('.') + 1, name.length());
        line.append(": ").append(event.getFormattedMessage()).append(System.lineSeparator());
        if (event.getThrowableProxy() != null) {
            line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void time(StringBuilder line, LocalTime time) {
        digits(line, 2, time.getHour());
        digits(line.append(':'), 2, time.getMinute());
        digits(line.append(':'), 2, time.getSecond());
        digits(line.append('.'), 3, time.getNano() / 1_000_000);
    }

    private static void digits(StringBuilder line, int count, int value) {
        String text = Integer.toString(value);
        line.append("0".repeat(count - text.length())).append(text);
    }
}
