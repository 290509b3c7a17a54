package dev.hayabashi.cli;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.Logger;

/**
 * Sets the log up: one line per event on standard error; journald adds date and host. In code, because a start would spend
 * as much time on an XML file as on opening a port. {@code -Dlogback.configurationFile=FILE} puts a file in its place.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
    private static final int WAITING_EVENTS = 1024;

    /** Made by logback, which finds the name under {@code META-INF/services}. */
    public LogSetup() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        LineEncoder encoder = new LineEncoder();
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("STDERR");
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();
        // Lines are written by a thread of their own: event loops must not wait for a terminal, a pipe or a disk. When
        // nobody reads and a thousand lines wait, further ones are lost.
        AsyncAppender async = new AsyncAppender();
        async.setContext(context);
        async.setName("ASYNC");
        async.setQueueSize(WAITING_EVENTS);
        async.setDiscardingThreshold(0);
        async.setNeverBlock(true);
        async.addAppender(console);
        async.start();
        context.getLogger("io.netty").setLevel(Level.WARN);
        // They warn that a network namespace has no network card, or nothing at all; what they look for is of no use
        // here.
        context.getLogger("io.netty.util.NetUtilInitializations").setLevel(Level.ERROR);
        context.getLogger("io.netty.util.internal.MacAddressUtil").setLevel(Level.ERROR);
        context.getLogger("reactor").setLevel(Level.WARN);
        // It warns of each request that cannot be read: a client must not fill the log.
        context.getLogger("reactor.netty.http.server.HttpServerOperations").setLevel(Level.ERROR);
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(async);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
