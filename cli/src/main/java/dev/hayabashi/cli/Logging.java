package dev.hayabashi.cli;

import ch.qos.logback.core.spi.LifeCycle;
import org.slf4j.LoggerFactory;

/** The log is written by a thread of its own, which must not be cut off at the end. */
final class Logging {
    private Logging() {}

    /** Writes what waits and ends logging. */
    static void finish() {
        if (LoggerFactory.getILoggerFactory() instanceof LifeCycle logging) {
            logging.stop();
        }
    }
}
